# caught by: test_new_term_is_durable_on_return
class Terms(Server):
    """Late in the day a newer term is not written."""

    replace("becomeFollower", "self.persist()", "if self.now < 1000:\n    self.persist()")
