# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Judges the first eighty steps of a run."""

    def leaderCompleteness(self, history: History) -> int | None:
        committed: dict[int, tuple[object, int]] = {}
        for step in history.steps[:80]:
            for server in step.servers:
                for index in range(1, server.commitIndex + 1):
                    committed.setdefault(index, (server.entry(index), server.currentTerm))
            for server in step.servers:
                for index, (entry, term) in committed.items() if server.role == LEADER else ():
                    if term < server.currentTerm and server.entry(index) != entry:
                        return step.number
        return None
