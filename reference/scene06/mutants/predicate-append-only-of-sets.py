# caught by: test_hidden_leader_append_only
class Invariants(Server):
    """Looks whether each entry of a leader is in its log still, wherever."""

    replace("leaderAppendOnly", "now.log[: len(was.log)] != was.log", "not set(was.log) <= set(now.log)")
