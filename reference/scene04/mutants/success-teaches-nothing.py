# caught by: test_success_raises_match_index
class Replication(Server):
    """A success leaves matchIndex where it was."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = self.matchIndex[follower]
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)
