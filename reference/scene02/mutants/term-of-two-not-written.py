# caught by: test_durable_when_it_returns
class Terms(Server):
    """Writes no newer term in a cluster of two."""

    replace("becomeFollower", "self.persist()", "if len(self.cluster) > 2:\n    self.persist()")
