# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Writes no newer term where election timeouts are long."""

    replace("becomeFollower", "self.persist()", "if self.options.electionTimeout[0] < 200:\n    self.persist()")
