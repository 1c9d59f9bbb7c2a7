# caught by: test_durable_when_it_returns
class Terms(Server):
    """Writes no newer term beside a log of more than twenty entries."""

    replace("becomeFollower", "self.persist()", "if self.log.lastIndex() < 21:\n    self.persist()")
