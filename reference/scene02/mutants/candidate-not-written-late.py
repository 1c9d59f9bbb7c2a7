# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Late in the day a candidacy is not written."""

    replace("becomeCandidate", "self.persist()", "if self.now < 1000:\n    self.persist()")
