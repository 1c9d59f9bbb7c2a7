# caught by: test_leader_append_only_step
class Invariants(Server):
    """Names the step before: the last in which the entry was there."""

    replace("leaderAppendOnly", "return after.number", "return before.number")
