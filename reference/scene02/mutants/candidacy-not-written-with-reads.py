# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes no candidacy where reads need no entry."""

    replace("becomeCandidate", "self.persist()", "if self.options.reads != 'index':\n    self.persist()")
