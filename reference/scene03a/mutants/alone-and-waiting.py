# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """A single server waits for a reply that cannot come."""

    replace("startPreVote", "if len(self.preVotesGranted) >= self.majority():\n    self.startElection()", "")
