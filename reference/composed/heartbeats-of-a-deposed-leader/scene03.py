class Election(Server):
    """Lets the heartbeat timer run out when it steps down: harmless where nextIndex is empty then."""

    replace("becomeFollower", 'self.cancelTimer("heartbeat")', "")
    replace("handleHeartbeatTimeout", "for follower in self.followers:", "for follower in self.nextIndex:")
