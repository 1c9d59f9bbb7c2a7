# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """Grants a pre-vote although it hears a leader."""

    replace("handlePreVote", "granted = not self.hearsLeader() and self.isUpToDate(", "granted = self.isUpToDate(")
