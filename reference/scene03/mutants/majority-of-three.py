# caught by: test_search_four_and_five
class Election(Server):
    """Two votes are always enough once a term was lost."""

    replace(
        "handleRequestVoteReply",
        "if len(self.votesGranted) >= self.majority():",
        "if len(self.votesGranted) >= (self.majority() if self.currentTerm < 4 else 2):",
    )
