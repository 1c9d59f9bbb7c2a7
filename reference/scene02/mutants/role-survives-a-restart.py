# caught by: test_new_term_survives_a_restart
class Terms(Server):
    """A restarted leader leads."""

    persistent = (*Server.persistent, "role")
