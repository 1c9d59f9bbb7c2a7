# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """A leader of eight servers sends to six of them."""

    replace(
        "handleHeartbeatTimeout",
        "for follower in self.followers:",
        "for follower in self.followers[: 6 if len(self.cluster) == 8 else 9]:",
    )
