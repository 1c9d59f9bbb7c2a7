# caught by: test_every_role_answers
class PreVoting(Server):
    """Without CheckQuorum a pre-candidate that has voted in its term grants nobody a pre-vote for the next."""

    replace(
        "handlePreVote",
        "not self.hearsLeader() and",
        "not self.hearsLeader() and (self.options.checkQuorum or not self.votedFor or self.role != PRE_CANDIDATE) and",
    )
