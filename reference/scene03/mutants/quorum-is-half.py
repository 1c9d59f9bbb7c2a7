# caught by: test_majority_elects
class Election(Server):
    """Half of the servers are enough."""

    replace(
        "handleRequestVoteReply",
        "if len(self.votesGranted) >= self.majority():",
        "if len(self.votesGranted) >= len(self.cluster) // 2:",
    )
