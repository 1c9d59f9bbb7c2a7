# caught by: test_leader_completeness_is_seen
class Invariants(Server):
    """Takes the newest term of a server that knows the entry committed for the term in which it was committed."""

    def leaderCompleteness(self, history: History) -> int | None:
        committed: dict[int, tuple[object, int]] = {}
        for step in history.steps:
            for server in step.servers:
                for index in range(1, server.commitIndex + 1):
                    entry, term = committed.get(index, (server.entry(index), 0))
                    committed[index] = entry, max(term, server.currentTerm)
            for server in step.servers:
                if server.role == LEADER:
                    for index, (entry, term) in committed.items():
                        if term < server.currentTerm and server.entry(index) != entry:
                            return step.number
        return None
