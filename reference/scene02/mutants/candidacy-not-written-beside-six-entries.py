# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes no candidacy beside a log of more than five entries."""

    replace("becomeCandidate", "self.persist()", "if self.log.lastIndex() < 6:\n    self.persist()")
