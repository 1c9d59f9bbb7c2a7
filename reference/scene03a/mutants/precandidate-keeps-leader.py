# caught by: test_every_role_answers
class PreVoting(Server):
    """Keeps the old leader in mind while it asks, and refuses others for its sake."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            self.leaderId is None and (not self.hearsLeader()) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
