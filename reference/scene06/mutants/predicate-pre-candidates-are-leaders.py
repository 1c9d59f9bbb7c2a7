# caught by: test_hidden_leader_completeness
class Invariants(Server):
    """Takes a server that asks for pre-votes for a leader."""

    replace("leaderCompleteness", "if server.role == LEADER:", 'if server.role in (LEADER, "pre-candidate"):')
