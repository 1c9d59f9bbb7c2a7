# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes a candidacy only where its term is one of 16 bits."""

    replace("becomeCandidate", "self.persist()", "if self.currentTerm < 2**16:\n    self.persist()")
