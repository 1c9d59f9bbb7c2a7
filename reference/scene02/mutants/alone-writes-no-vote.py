# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """A candidate of a cluster of one writes nothing: nobody else could vote."""

    replace("becomeCandidate", "self.persist()", "if len(self.cluster) > 1:\n    self.persist()")
