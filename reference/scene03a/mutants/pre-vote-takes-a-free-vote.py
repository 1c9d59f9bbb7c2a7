# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A granted pre-vote uses up the vote of the term, if it is free."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted and self.votedFor is None:
            self.votedFor = req.candidateId
            self.persist()
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
