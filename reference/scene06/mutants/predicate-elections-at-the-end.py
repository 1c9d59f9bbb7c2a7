# caught by: test_election_safety_step
class Invariants(Server):
    """Names the last step instead of the one in which the second leader won."""

    def electionSafety(self, history: History) -> int | None:
        led = {(s.currentTerm, s.name) for step in history.steps for s in step.servers if s.role == LEADER}
        return None if len({term for term, _ in led}) == len(led) else history.steps[-1].number
