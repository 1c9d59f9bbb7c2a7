# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Writes no newer term in a cluster of seven or more."""

    replace("becomeFollower", "self.persist()", "if len(self.cluster) < 7:\n    self.persist()")
