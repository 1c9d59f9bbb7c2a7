# caught by: test_leader_append_only_accuses_nobody
class Invariants(Server):
    """Compares a leader's log with the one that it had when it last led, in whatever term."""

    def leaderAppendOnly(self, history: History) -> int | None:
        last: dict[str, tuple[object, ...]] = {}
        for step in history.steps:
            for server in step.servers:
                if server.role == LEADER:
                    log = last.get(server.name, ())
                    if server.log[: len(log)] != log:
                        return step.number
                    last[server.name] = server.log
        return None
