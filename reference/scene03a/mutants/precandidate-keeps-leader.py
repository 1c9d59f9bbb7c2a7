# caught by: test_every_role_answers
class PreVoting(Server):
    """Keeps the old leader in mind while it asks, and refuses others for its sake."""

    replace("startPreVote", "self.leaderId = None", "")

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            self.leaderId is None and (not self.hearsLeader()) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
