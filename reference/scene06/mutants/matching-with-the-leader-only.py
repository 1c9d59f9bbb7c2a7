# caught by: test_hidden_log_matching
class Invariants(Server):
    """Compares the logs with that of a leader only: two followers may differ."""

    replace(
        "logMatching",
        "for one, two in combinations(step.servers, 2):",
        "for one, two in combinations(step.servers, 2):\n    if LEADER not in (one.role, two.role):\n        continue",
    )
