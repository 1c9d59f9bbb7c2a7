# caught by: test_new_term_survives_a_restart
class Terms(Server):
    """Keeps a newer term in memory only."""

    replace("becomeFollower", "self.persist()", "")
