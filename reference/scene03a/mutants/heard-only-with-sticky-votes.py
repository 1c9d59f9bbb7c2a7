# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """Where CheckQuorum comes without sticky votes it grants pre-votes while it hears a leader."""

    replace(
        "handlePreVote",
        "not self.hearsLeader()",
        "not (self.hearsLeader() and (self.options.sticky_votes or not self.options.checkQuorum))",
    )
