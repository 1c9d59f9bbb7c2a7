# caught by: test_new_term_survives_a_restart
class Terms(Server):
    """Writes no newer term with CheckQuorum."""

    replace("becomeFollower", "self.persist()", "if not self.options.checkQuorum:\n    self.persist()")
