# caught by: test_hidden_leader_append_only
class Invariants(Server):
    """Judges only the leaders whose vote is their own."""

    replace(
        "leaderAppendOnly", "leads_on = was.role", "leads_on = was.votedFor == now.votedFor == was.name and was.role"
    )
