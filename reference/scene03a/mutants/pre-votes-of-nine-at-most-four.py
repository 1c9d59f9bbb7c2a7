# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Four pre-votes are a majority of every larger cluster."""

    replace(
        "handlePreVoteReply",
        "if len(self.preVotesGranted) >= self.majority():",
        "if len(self.preVotesGranted) >= min(4, self.majority()):",
    )
