# caught by: test_hidden_leader_append_only
class Invariants(Server):
    """Looks at one leader of a step, the first by name."""

    def leaderAppendOnly(self, history: History) -> int | None:
        for before, after in pairwise(history.steps):
            was = next((s for s in before.servers if s.role == LEADER), None)
            now = next((s for s in after.servers if s.role == LEADER), None)
            if (
                was
                and now
                and was.name == now.name
                and was.currentTerm == now.currentTerm
                and now.log[: len(was.log)] != was.log
            ):
                return after.number
        return None
