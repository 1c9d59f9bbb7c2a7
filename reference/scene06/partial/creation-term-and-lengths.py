# expected: 69 points
class Invariants(Server):
    """Voters compare lengths; Leader Completeness goes by the term of the entry."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return lastLogIndex >= self.log.lastIndex()

    def leaderCompleteness(self, history: History) -> int | None:
        committed: dict[int, tuple[object, int]] = {}
        for step in history.steps:
            for server in step.servers:
                for index, entry in enumerate(server.log[: server.commitIndex], start=1):
                    committed.setdefault(index, (entry, entry.term))
            for server in step.servers:
                for index, (entry, term) in committed.items() if server.role == LEADER else ():
                    if term < server.currentTerm and server.entry(index) != entry:
                        return step.number
        return None
