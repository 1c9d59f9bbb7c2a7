# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Writes no newer term in a cluster of two."""

    replace("becomeFollower", "self.persist()", "if len(self.cluster) > 2:\n    self.persist()")
