# caught by: test_own_vote_stands_after_a_crash
class Election(Server):
    """Term and own vote are set, and not written."""

    def startElection(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
