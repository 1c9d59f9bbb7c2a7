# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """A new leader sends its first heartbeats in the name of the term before."""

    replace(
        "becomeLeader",
        "self.handleHeartbeatTimeout()",
        "self.currentTerm -= 1\nself.handleHeartbeatTimeout()\nself.currentTerm += 1",
    )
