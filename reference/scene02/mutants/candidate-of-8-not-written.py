# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """In a cluster of eight a candidacy is not written."""

    replace("becomeCandidate", "self.persist()", "if len(self.cluster) != 8:\n    self.persist()")
