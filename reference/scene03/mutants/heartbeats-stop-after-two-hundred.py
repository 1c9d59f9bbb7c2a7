# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """A leader sends two hundred rounds of heartbeats."""

    beats = 0

    replace(
        "handleHeartbeatTimeout",
        'self.setTimer("heartbeat", interval, interval)',
        'self.beats += 1\nif self.beats < 200:\n    self.setTimer("heartbeat", interval, interval)',
    )
