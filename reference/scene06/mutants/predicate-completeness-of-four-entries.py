# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Remembers the first four entries that are committed."""

    replace("leaderCompleteness", "range(1, server.commitIndex + 1)", "range(1, min(server.commitIndex, 4) + 1)")
