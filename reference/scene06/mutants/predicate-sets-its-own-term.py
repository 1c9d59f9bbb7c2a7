# caught by: test_election_safety_is_seen
class Invariants(Server):
    """Keeps the newest term of the run in the server's own variable."""

    replace(
        "electionSafety",
        "for server in step.servers:",
        "for server in step.servers:\n    self.currentTerm = max(self.currentTerm, server.currentTerm)",
    )
