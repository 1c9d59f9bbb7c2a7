# caught by: test_calm_cluster_stays_calm
class Election(Server):
    """The only server of its cluster holds an election at every timeout."""

    replace("handleElectionTimeout", "if self.role != LEADER:", "if self.role != LEADER or len(self.cluster) == 1:")

    replace(
        "becomeLeader", 'self.cancelTimer("election")', 'if len(self.cluster) > 1:\n    self.cancelTimer("election")'
    )
