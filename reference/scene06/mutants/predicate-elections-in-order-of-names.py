# caught by: test_hidden_election_safety
class Invariants(Server):
    """Sees a second leader of a term only if its name comes after the first one's."""

    replace("electionSafety", "!= server.name", "< server.name")
