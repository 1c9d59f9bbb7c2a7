# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Judges only the leader of the newest term, though one of an older term may win after it."""

    def leaderCompleteness(self, history: History) -> int | None:
        committed: dict[int, tuple[object, int]] = {}
        for step in history.steps:
            for server in step.servers:
                for index in range(1, server.commitIndex + 1):
                    committed.setdefault(index, (server.entry(index), server.currentTerm))
            newest = max((server.currentTerm for server in step.servers if server.role == LEADER), default=0)
            for server in step.servers:
                if server.role == LEADER and server.currentTerm == newest:
                    for index, (entry, term) in committed.items():
                        if term < server.currentTerm and server.entry(index) != entry:
                            return step.number
        return None
