# caught by: test_hidden_log_matching
class Invariants(Server):
    """Compares each server with the next one by name only."""

    replace("logMatching", "combinations(step.servers, 2)", "pairwise(step.servers)")
