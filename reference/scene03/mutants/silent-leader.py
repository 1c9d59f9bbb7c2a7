# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """Starts the heartbeat timer, and says nothing until it fires."""

    replace(
        "becomeLeader",
        "self.handleHeartbeatTimeout()",
        'interval = self.options.heartbeatInterval\nself.setTimer("heartbeat", interval, interval)',
    )
