# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Waits for every server's yes."""

    replace(
        "handlePreVoteReply",
        "if len(self.preVotesGranted) >= self.majority():",
        "if len(self.preVotesGranted) >= len(self.cluster):",
    )
