# caught by: test_durable_when_it_returns
class Terms(Server):
    """Late in the day a newer term is not written."""

    replace("becomeFollower", "self.persist()", "if self.now < 1000:\n    self.persist()")
