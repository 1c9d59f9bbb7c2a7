# caught by: test_each_step_of_a_long_life_is_durable
class Terms(Server):
    """Writes no newer term in a cluster of two."""

    replace("becomeFollower", "self.persist()", "if len(self.cluster) > 2:\n    self.persist()")
