# caught by: test_changes_that_are_interrupted
class Membership(Server):
    """Refuses its vote to a candidate that its own configuration does not know."""

    def handleRequestVote(self, req: RequestVote) -> None:
        if req.candidateId in self.configuration().members:
            super().handleRequestVote(req)
        else:
            self.send(req.candidateId, RequestVoteReply(self.currentTerm, self.id, False))
