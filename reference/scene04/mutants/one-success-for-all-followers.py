# caught by: test_success_raises_match_index
class Replication(Server):
    """Credits every follower with what one of them acknowledged."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            for other in self.followers:
                self.matchIndex[other] = max(self.matchIndex[other], reply.matchIndex)
                self.nextIndex[other] = max(self.nextIndex[other], self.matchIndex[other] + 1)
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)
