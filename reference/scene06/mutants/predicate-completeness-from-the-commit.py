# caught by: test_leader_completeness_step
class Invariants(Server):
    """Names the step before the one in which the leader won."""

    def leaderCompleteness(self, history: History) -> int | None:
        committed: dict[int, tuple[object, int]] = {}
        for step in history.steps:
            for server in step.servers:
                for index in range(1, server.commitIndex + 1):
                    committed.setdefault(index, (server.entry(index), server.currentTerm))
            for server in step.servers:
                for index, (entry, term) in committed.items() if server.role == LEADER else ():
                    if term < server.currentTerm and server.entry(index) != entry:
                        return step.number - 1
        return None
