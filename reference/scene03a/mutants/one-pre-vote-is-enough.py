# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Begins the election with the first yes."""

    replace(
        "handlePreVoteReply", "if len(self.preVotesGranted) >= self.majority():", "if len(self.preVotesGranted) >= 2:"
    )
