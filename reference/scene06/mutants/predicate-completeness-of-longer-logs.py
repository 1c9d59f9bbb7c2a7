# caught by: test_leader_completeness_is_seen
class Invariants(Server):
    """A leader whose log is shorter lacks nothing: it only has not got it yet."""

    replace("leaderCompleteness", "server.entry(index) != entry", "server.entry(index) not in (entry, None)")
