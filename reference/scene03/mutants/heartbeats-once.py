# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """Tells everyone as it wins, and never again."""

    replace(
        "becomeLeader",
        "self.handleHeartbeatTimeout()",
        "for follower in self.followers:\n    self.replicateTo(follower)",
    )
