# caught by: test_success_raises_match_index
class Replication(Server):
    """Credits a success with what the latest append carried, whichever append is acknowledged."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        self.send(follower, self.append_request(prev))
        self.sentUpTo = {**getattr(self, "sentUpTo", {}), follower: self.log.lastIndex()}

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role != LEADER:
            return
        follower = reply.followerId
        if reply.success:
            self.matchIndex[follower] = max(
                self.matchIndex[follower], getattr(self, "sentUpTo", {}).get(follower, reply.matchIndex)
            )
            self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
            self.tryAdvanceCommit()
            if self.nextIndex[follower] <= self.log.lastIndex():
                self.replicateTo(follower)
        elif reply.prevLogIndex == self.nextIndex[follower] - 1:
            self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))
            self.replicateTo(follower)
