# caught by: test_one_server_leads_alone
class Election(Server):
    """Leads only when an answer comes."""

    replace("startElection", "if len(self.votesGranted) >= self.majority():\n    self.becomeLeader()", "")
