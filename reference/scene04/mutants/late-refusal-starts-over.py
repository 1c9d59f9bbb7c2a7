# caught by: test_late_refusal_changes_nothing
class Replication(Server):
    """Starts over from index 1 on a refusal that it did not expect."""

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
            self.nextIndex[follower] = (
                max(self.matchIndex[follower] + 1, self.backOff(reply))
                if reply.prevLogIndex == self.nextIndex[follower] - 1
                else 1
            )
            self.replicateTo(follower)
