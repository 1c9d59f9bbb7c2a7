# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """Asks, and does not wait for the answers."""

    replace(
        "startPreVote",
        "if len(self.preVotesGranted) >= self.majority():\n    self.startElection()",
        "self.startElection()",
    )
