# caught by: test_majority_elects
class Election(Server):
    """Waits for one vote more than a majority."""

    replace("handleRequestVoteReply", "votesGranted) >= self.majority", "votesGranted) > self.majority")
