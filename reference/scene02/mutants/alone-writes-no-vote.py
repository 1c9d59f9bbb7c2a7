# caught by: test_each_step_of_a_long_life_is_durable
class Terms(Server):
    """A candidate of a cluster of one writes nothing: nobody else could vote."""

    replace("becomeCandidate", "self.persist()", "if len(self.cluster) > 1:\n    self.persist()")
