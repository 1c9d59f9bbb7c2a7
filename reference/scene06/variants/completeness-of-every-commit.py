# variant: every server's commit may be remembered; the earliest term of an entry is the one that counts
class Invariants(Server):
    """Keeps for each index and entry the smallest term in which a server had it committed."""

    def leaderCompleteness(self, history: History) -> int | None:
        terms: dict[tuple[int, object], int] = {}
        for step in history.steps:
            for server in step.servers:
                for place in enumerate(server.log[: server.commitIndex], start=1):
                    terms[place] = min(terms.get(place, server.currentTerm), server.currentTerm)
            for leader in (server for server in step.servers if server.role == LEADER):
                held = set(enumerate(leader.log, start=1))
                if any(term < leader.currentTerm and place not in held for place, term in terms.items()):
                    return step.number
        return None
