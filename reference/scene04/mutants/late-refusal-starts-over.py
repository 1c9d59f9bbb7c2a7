# caught by: test_late_refusal_changes_nothing
class Replication(Server):
    """Starts over from index 1 on a refusal that it did not expect."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif True:
            self.nextIndex[follower] = (
                max(self.matchIndex[follower] + 1, self.backOff(reply))
                if reply.prevLogIndex == self.nextIndex[follower] - 1
                else 1
            )
            self.replicateTo(follower)
