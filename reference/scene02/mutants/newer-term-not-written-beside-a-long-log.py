# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Writes no newer term beside a log of more than twenty entries."""

    replace("becomeFollower", "self.persist()", "if self.log.lastIndex() < 21:\n    self.persist()")
