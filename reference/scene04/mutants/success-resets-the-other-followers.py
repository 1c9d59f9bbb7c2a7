# caught by: test_success_raises_match_index
class Replication(Server):
    """A success sets matchIndex of all other followers to 0."""

    def credit_success(self, follower: ServerId, reply: AppendEntriesReply) -> None:
        known = max(self.matchIndex[follower], reply.matchIndex)
        self.matchIndex = dict.fromkeys(self.followers, 0) | {follower: known}
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        self.tryAdvanceCommit()
        if self.nextIndex[follower] <= self.log.lastIndex():
            self.replicateTo(follower)
