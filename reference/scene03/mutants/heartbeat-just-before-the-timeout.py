# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """The next heartbeat comes just before the shortest election timeout."""

    replace("handleHeartbeatTimeout", "self.options.heartbeatInterval", "self.options.electionTimeout[0] - 10")
