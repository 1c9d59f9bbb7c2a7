# caught by: test_late_replies_mislead_nobody
class Replication(Server):
    """Follows a hint below what is acknowledged."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = self.backOff(reply)
            self.replicateTo(follower)
