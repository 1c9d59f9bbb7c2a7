# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Compares the terms of committed entries only."""

    replace(
        "leaderCompleteness",
        "server.entry(index) != entry:",
        "getattr(server.entry(index), 'term', 0) != entry.term:",
    )
