# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A leader counts as heard for 150 ms, whatever the deployment's timeout is."""

    def hearsLeader(self) -> bool:
        return self.role == LEADER or (self.heardAt is not None and self.now - self.heardAt < 150)
