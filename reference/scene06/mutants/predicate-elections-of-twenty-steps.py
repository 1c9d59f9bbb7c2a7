# caught by: test_hidden_election_safety
class Invariants(Server):
    """Forgets who led a term after twenty steps."""

    def electionSafety(self, history: History) -> int | None:
        leaders = {}
        for step in history.steps:
            for server in step.servers:
                if server.role == LEADER:
                    name, at = leaders.get(server.currentTerm, (server.name, step.number))
                    if name != server.name and step.number - at <= 20:
                        return step.number
                    leaders[server.currentTerm] = (server.name, step.number)
        return None
