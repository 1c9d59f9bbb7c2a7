# caught by: test_one_server_leads_alone
class Election(Server):
    """Leads only when an answer comes."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
