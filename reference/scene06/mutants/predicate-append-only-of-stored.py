# caught by: test_hidden_leader_append_only
class Invariants(Server):
    """Compares what is on the disk only."""

    replace("leaderAppendOnly", "now.log[: len(was.log)] != was.log", "now.log[: was.stored] != was.log[: was.stored]")
