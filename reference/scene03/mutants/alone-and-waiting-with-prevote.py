# caught by: test_one_server_leads_alone
class Election(Server):
    """With Pre-Vote a server alone waits for votes."""

    replace(
        "startElection",
        "if len(self.votesGranted) >= self.majority():",
        "if len(self.votesGranted) >= self.majority() and not self.options.preVote:",
    )
