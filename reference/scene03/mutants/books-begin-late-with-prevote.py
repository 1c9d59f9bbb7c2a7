# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """With Pre-Vote matchIndex begins with the second heartbeat."""

    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        "self.matchIndex = {} if self.options.preVote else dict.fromkeys(self.followers, 0)",
    )

    replace(
        "handleHeartbeatTimeout",
        "interval = self.options.heartbeatInterval",
        "if not self.matchIndex and self.now:\n    self.matchIndex = dict.fromkeys(self.followers, 0)\n"
        "interval = self.options.heartbeatInterval",
    )
