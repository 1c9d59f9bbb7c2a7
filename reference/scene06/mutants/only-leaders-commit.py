# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Believes the commitIndex of leaders alone."""

    replace(
        "leaderCompleteness",
        "for index in range(1, server.commitIndex + 1):",
        "for index in range(1, server.commitIndex + 1 if server.role == LEADER else 1):",
    )
