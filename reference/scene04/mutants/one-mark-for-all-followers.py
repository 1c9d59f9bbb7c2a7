# caught by: test_search_four
class Replication(Server):
    """Keeps one mark of what was sent, and credits a success of any follower up to it."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        self.send(follower, self.append_request(prev))
        self.mark = self.log.lastIndex()

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(
                self.matchIndex[follower], min(self.log.lastIndex(), getattr(self, "mark", reply.matchIndex))
            )
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)
