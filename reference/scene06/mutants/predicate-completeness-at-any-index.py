# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Looks whether a leader holds a committed entry, at whatever index."""

    replace("leaderCompleteness", "server.entry(index) != entry", "entry not in server.log")
