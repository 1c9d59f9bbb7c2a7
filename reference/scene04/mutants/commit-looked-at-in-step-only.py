# caught by: test_leader_commit_advances_with_each_success
class Replication(Server):
    """Asks what it may commit only once the follower lacks nothing."""

    def credit_success(self, follower: ServerId, reply: AppendEntriesReply) -> None:
        self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        if self.nextIndex[follower] <= self.log.lastIndex():
            self.replicateTo(follower)
        else:
            self.tryAdvanceCommit()
