# caught by: test_hidden_election_safety
class Invariants(Server):
    """Forgets the leaders of older terms once a newer one leads."""

    def electionSafety(self, history: History) -> int | None:
        leaders: dict[int, str] = {}
        for step in history.steps:
            for server in step.servers:
                if server.role == LEADER:
                    if leaders and server.currentTerm > max(leaders):
                        leaders = {}
                    if leaders.setdefault(server.currentTerm, server.name) != server.name:
                        return step.number
        return None
