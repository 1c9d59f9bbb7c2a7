# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes candidacies, but none in a term that is a multiple of 32."""

    replace("becomeCandidate", "self.persist()", "if self.currentTerm % 32:\n    self.persist()")
