# variant: the log of each leader may be remembered instead of the step before
class Invariants(Server):
    """Remembers the log of each (server, term) while it is led."""

    def leaderAppendOnly(self, history: History) -> int | None:
        logs: dict[tuple[str, int], tuple[object, ...]] = {}
        for step in history.steps:
            leading = {
                (server.name, server.currentTerm): server.log for server in step.servers if server.role == LEADER
            }
            for leader, log in leading.items():
                old = logs.get(leader, ())
                if log[: len(old)] != old:
                    return step.number
            logs = leading
        return None
