# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Takes half of the cluster for a majority."""

    replace(
        "handlePreVoteReply",
        "if len(self.preVotesGranted) >= self.majority():",
        "if len(self.preVotesGranted) >= len(self.cluster) / 2:",
    )
