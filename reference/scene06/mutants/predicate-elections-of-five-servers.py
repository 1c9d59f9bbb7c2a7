# caught by: test_hidden_election_safety
class Invariants(Server):
    """Looks at five servers, the size of most clusters."""

    replace("electionSafety", "for server in step.servers:", "for server in step.servers[:5]:")
