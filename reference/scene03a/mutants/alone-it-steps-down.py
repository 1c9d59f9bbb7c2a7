# caught by: test_calm_cluster_stays_calm
class PreVoting(Server):
    """The only server of its cluster steps down in term 1."""

    replace("checkQuorum", ".majority():", ".majority() and (heard > 1 or self.currentTerm > 1):")
