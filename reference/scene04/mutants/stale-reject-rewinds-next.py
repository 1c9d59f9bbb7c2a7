# caught by: test_late_refusal_changes_nothing
class Replication(Server):
    """Goes back on every refusal, also on one of an index that has been acknowledged since."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif True:
            expected = reply.prevLogIndex == self.nextIndex[follower] - 1 > self.matchIndex[follower]
            known = self.matchIndex[follower] + 1 if expected else 1
            self.nextIndex[follower] = max(known, self.backOff(reply))
            self.replicateTo(follower)
