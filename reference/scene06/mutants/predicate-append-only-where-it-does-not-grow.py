# caught by: test_leader_append_only_is_seen
class Invariants(Server):
    """Looks only at steps in which the log of a leader does not grow."""

    replace("leaderAppendOnly", "if leads_on and", "if leads_on and len(now.log) <= len(was.log) and")
