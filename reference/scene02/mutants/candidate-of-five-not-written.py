# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes no candidacy in a cluster of five."""

    replace("becomeCandidate", "self.persist()", "if len(self.cluster) != 5:\n    self.persist()")
