# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """With CheckQuorum a leader sends three rounds of heartbeats."""

    beats = 0

    replace(
        "handleHeartbeatTimeout",
        'self.setTimer("heartbeat", interval, interval)',
        "self.beats += 1\nif not self.options.checkQuorum or self.beats < 3:\n"
        '    self.setTimer("heartbeat", interval, interval)',
    )
