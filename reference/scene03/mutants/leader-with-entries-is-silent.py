# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """Tells the others at once only while the log is empty."""

    replace(
        "becomeLeader",
        "self.handleHeartbeatTimeout()",
        'if self.log.lastIndex():\n    self.setTimer("heartbeat", 50, 50)\nelse:\n    self.handleHeartbeatTimeout()',
    )
