# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes no candidacy with Pre-Vote."""

    replace("becomeCandidate", "self.persist()", "if not self.options.preVote:\n    self.persist()")
