# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Half of six pre-votes are enough."""

    replace(
        "handlePreVoteReply",
        "if len(self.preVotesGranted) >= self.majority():",
        "if len(self.preVotesGranted) >= min(3, self.majority()):",
    )
