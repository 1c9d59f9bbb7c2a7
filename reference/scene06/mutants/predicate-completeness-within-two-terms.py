# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Looks at the leaders of the next two terms only."""

    replace("leaderCompleteness", "term < server.currentTerm", "term < server.currentTerm <= term + 2")
