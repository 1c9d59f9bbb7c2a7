# caught by: test_missing_entries_are_sent
class Replication(Server):
    """A success moves nextIndex one past what the follower lacks."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = min(
                self.log.lastIndex() + 1, max(self.nextIndex[follower], self.matchIndex[follower] + 2)
            )
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)
