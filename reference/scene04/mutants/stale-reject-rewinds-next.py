# caught by: test_late_refusal_changes_nothing
class Replication(Server):
    """Goes back on every refusal, also on one of an index that has been acknowledged since."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.credit_success(follower, reply)
        elif True:
            expected = reply.prevLogIndex == self.nextIndex[follower] - 1 > self.matchIndex[follower]
            known = self.matchIndex[follower] + 1 if expected else 1
            self.nextIndex[follower] = max(known, self.backOff(reply))
            self.replicateTo(follower)
