# caught by: test_reply_to_a_former_leader
class Replication(Server):
    """Takes replies whether it leads or not."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if False:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)
