# caught by: test_every_role_answers
class PreVoting(Server):
    """A candidate grants only to a better log."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            (
                self.role != "candidate"
                or (req.lastLogTerm, req.lastLogIndex) > (self.log.lastTerm(), self.log.lastIndex())
            )
            and not self.hearsLeader()
            and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
