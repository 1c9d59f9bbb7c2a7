# caught by: test_calm_cluster_stays_calm
class Election(Server):
    """With Pre-Vote heartbeats name the first server of the cluster as the leader."""

    replace(
        "replicateTo",
        "leaderId=self.id",
        "leaderId=self.cluster[0] if self.options.preVote and self.id != self.cluster[0] else self.id",
    )
