# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Remembers the committed entries, and not their indexes."""

    replace(
        "leaderCompleteness",
        "committed.setdefault(index, (server.entry(index), server.currentTerm))",
        "committed.setdefault(server.entry(index), (server.entry(index), server.currentTerm))",
    )
    replace("leaderCompleteness", "server.entry(index) != entry", "entry not in server.log")
    replace("leaderCompleteness", "dict[int, tuple[object, int]]", "dict[object, tuple[object, int]]")
