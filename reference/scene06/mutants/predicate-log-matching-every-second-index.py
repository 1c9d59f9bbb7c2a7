# caught by: test_hidden_log_matching
class Invariants(Server):
    """Looks at every second index from the common end."""

    replace("logMatching", "0, -1)", "0, -2)")
