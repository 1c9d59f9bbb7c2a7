# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """With CheckQuorum a new leader sends with its first heartbeat only."""

    replace(
        "becomeLeader",
        "self.handleHeartbeatTimeout()",
        "if self.options.checkQuorum:\n"
        "    self.setTimer('heartbeat', self.options.heartbeatInterval, self.options.heartbeatInterval)\n"
        "else:\n    self.handleHeartbeatTimeout()",
    )
