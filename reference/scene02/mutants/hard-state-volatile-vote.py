# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Keeps its own vote in memory only."""

    replace("becomeCandidate", "self.persist()", "")
