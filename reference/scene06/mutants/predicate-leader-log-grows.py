# caught by: test_leader_append_only_is_seen
class Invariants(Server):
    """Looks only whether a leader's log gets shorter."""

    replace(
        "leaderAppendOnly",
        "leads_on and now.log[: len(was.log)] != was.log:",
        "leads_on and len(now.log) < len(was.log):",
    )
