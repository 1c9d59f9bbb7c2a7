# caught by: test_hidden_leader_append_only
class Invariants(Server):
    """Remembers the log of a term also over a crash of its leader."""

    def leaderAppendOnly(self, history: History) -> int | None:
        logs = {}
        for step in history.steps:
            for s in step.servers:
                if s.role == LEADER:
                    log = logs.get(s.name, ())
                    if s.log[: len(log)] != log and s.currentTerm == logs.get((s.name, "t")):
                        return step.number
                    logs[s.name], logs[(s.name, "t")] = s.log, s.currentTerm
        return None
