# caught by: test_majority_elects
class Election(Server):
    """With CheckQuorum half of four servers elect a leader."""

    replace(
        "handleRequestVoteReply",
        "if len(self.votesGranted) >= self.majority():",
        "if len(self.votesGranted) >= self.majority() - (self.options.checkQuorum and len(self.cluster) == 4):",
    )
