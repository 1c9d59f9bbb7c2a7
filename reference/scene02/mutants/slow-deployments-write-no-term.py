# caught by: test_durable_when_it_returns
class Terms(Server):
    """Writes no newer term where election timeouts are long."""

    replace("becomeFollower", "self.persist()", "if self.options.electionTimeout[0] < 200:\n    self.persist()")
