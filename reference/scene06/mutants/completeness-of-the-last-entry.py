# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Looks at the last committed entry only, and trusts that the others stand below it."""

    replace("leaderCompleteness", "in committed.items()", "in sorted(committed.items())[-1:]")
