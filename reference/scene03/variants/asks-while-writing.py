# variant: the own vote counts once it is written; asking may begin before
class Election(Server):
    """Sends its requests, then writes term and own vote."""

    def startElection(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        self.persist()
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
