# caught by: test_election_safety_accuses_nobody
class Invariants(Server):
    """Takes a candidate for a leader."""

    def electionSafety(self, history: History) -> int | None:
        leaders: dict[int, str] = {}
        for step in history.steps:
            for server in step.servers:
                stands = server.role in (LEADER, "candidate")
                if stands and leaders.setdefault(server.currentTerm, server.name) != server.name:
                    return step.number
        return None
