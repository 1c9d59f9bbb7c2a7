# caught by: test_leader_append_only_accuses_nobody
class Invariants(Server):
    """Does not ask whether the server still leads after the step."""

    def leaderAppendOnly(self, history: History) -> int | None:
        for before, after in pairwise(history.steps):
            for was, now in zip(before.servers, after.servers, strict=True):
                if was.role == LEADER and now.log[: len(was.log)] != was.log:
                    return after.number
        return None
