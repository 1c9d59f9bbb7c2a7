# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """Tells six others at most."""

    replace("handleHeartbeatTimeout", "for follower in self.followers:", "for follower in self.followers[:6]:")
