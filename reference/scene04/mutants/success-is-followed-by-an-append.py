# caught by: test_calm_cluster_stays_calm
class Replication(Server):
    """Sends the next append at once after each success, even if nothing lacks."""

    def credit_success(self, follower: ServerId, reply: AppendEntriesReply) -> None:
        self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        self.tryAdvanceCommit()
        self.replicateTo(follower)
