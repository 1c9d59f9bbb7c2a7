# variant: a set of (term, leader) grows by a second leader of a term
class Invariants(Server):
    """Collects pairs and looks for a term that is in two of them."""

    def electionSafety(self, history: History) -> int | None:
        led: set[tuple[int, str]] = set()
        for step in history.steps:
            led |= {(server.currentTerm, server.name) for server in step.servers if server.role == LEADER}
            if len({term for term, _ in led}) < len(led):
                return step.number
        return None
