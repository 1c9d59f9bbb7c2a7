# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Writes no candidacy where the bytes of an append are bounded."""

    replace("becomeCandidate", "self.persist()", "if self.options.bytes_per_append != 512:\n    self.persist()")
