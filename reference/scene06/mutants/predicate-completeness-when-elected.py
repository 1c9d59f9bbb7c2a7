# caught by: test_leader_completeness_is_seen
class Invariants(Server):
    """Looks at a leader when it wins, and not when an older leader commits after that."""

    def leaderCompleteness(self, history: History) -> int | None:
        committed: dict[int, tuple[object, int]] = {}
        led: set[tuple[str, int]] = set()
        for step in history.steps:
            for server in step.servers:
                for index in range(1, server.commitIndex + 1):
                    committed.setdefault(index, (server.entry(index), server.currentTerm))
            for server in step.servers:
                if server.role == LEADER and (server.name, server.currentTerm) not in led:
                    led.add((server.name, server.currentTerm))
                    for index, (entry, term) in committed.items():
                        if term < server.currentTerm and server.entry(index) != entry:
                            return step.number
        return None
