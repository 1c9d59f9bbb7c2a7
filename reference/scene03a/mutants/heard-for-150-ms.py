# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A leader counts as heard for 150 ms, whatever the deployment's timeout is."""

    def hearsLeader(self) -> bool:
        return self.role == LEADER or (self.heardAt is not None and self.now - self.heardAt < 150)
