# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A server that gives its vote takes the candidate for a leader that it hears."""

    def handleRequestVote(self, req: RequestVote) -> None:
        super().handleRequestVote(req)
        if self.votedFor == req.candidateId:
            self.heardAt = self.now
