# caught by: test_hidden_election_safety
class Invariants(Server):
    """Accuses a server that comes to lead the same term twice."""

    def electionSafety(self, history: History) -> int | None:
        won: set[int] = set()
        for before, after in pairwise(history.steps):
            for was, now in zip(before.servers, after.servers, strict=True):
                if now.role == LEADER and (was.role, was.currentTerm) != (LEADER, now.currentTerm):
                    if now.currentTerm in won:
                        return after.number
                    won.add(now.currentTerm)
        return None
