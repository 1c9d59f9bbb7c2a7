# caught by: test_changes_that_are_interrupted
class Membership(Server):
    """A learner grants no vote: one that was promoted and does not know it yet is missing."""

    def handleRequestVote(self, req: RequestVote) -> None:
        if self.id in self.configuration().learners:
            self.send(req.candidateId, RequestVoteReply(self.currentTerm, self.id, False))
            return
        super().handleRequestVote(req)
