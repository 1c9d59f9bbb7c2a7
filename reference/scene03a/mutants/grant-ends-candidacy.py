# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A pre-candidate or candidate that grants a pre-vote becomes a follower."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
        if granted:
            self.becomeFollower(self.currentTerm)
