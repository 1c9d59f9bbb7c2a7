# caught by: test_hidden_leader_append_only
class Invariants(Server):
    """Compares the terms of the entries and not their commands."""

    def leaderAppendOnly(self, history: History) -> int | None:
        for before, after in pairwise(history.steps):
            for was, now in zip(before.servers, after.servers, strict=True):
                leads_on = was.role == now.role == LEADER and was.currentTerm == now.currentTerm
                old, new = [entry.term for entry in was.log], [entry.term for entry in now.log]
                if leads_on and new[: len(old)] != old:
                    return after.number
        return None
