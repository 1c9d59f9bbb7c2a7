# caught by: test_each_step_of_a_long_life_is_durable
class Terms(Server):
    """In a cluster of eight a candidacy is not written."""

    replace("becomeCandidate", "self.persist()", "if len(self.cluster) != 8:\n    self.persist()")
