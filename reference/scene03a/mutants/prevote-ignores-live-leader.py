# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """Grants a pre-vote although it hears a leader."""

    replace("handlePreVote", "granted = not self.hearsLeader() and self.isUpToDate(", "granted = self.isUpToDate(")
