# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """With CheckQuorum heartbeats come at half the pace, from the second on."""

    beats = 0

    replace(
        "handleHeartbeatTimeout",
        "interval = self.options.heartbeatInterval",
        "self.beats += 1\nis_late = self.options.checkQuorum and self.beats > 1\n"
        "interval = self.options.heartbeatInterval * (1 + is_late)",
    )
