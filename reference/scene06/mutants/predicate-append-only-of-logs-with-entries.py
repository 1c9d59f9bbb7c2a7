# caught by: test_hidden_leader_append_only
class Invariants(Server):
    """Sees no leader that deletes all of its log."""

    replace("leaderAppendOnly", "if leads_on and now", "if leads_on and now.log and now")
