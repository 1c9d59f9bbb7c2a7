# caught by: test_second_candidate_is_refused
class Election(Server):
    """Grants whoever asks with a good log."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
