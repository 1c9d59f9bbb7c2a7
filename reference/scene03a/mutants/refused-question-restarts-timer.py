# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A pre-candidate that refuses a question restarts its timer."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if not granted and self.role == PRE_CANDIDATE:
            self.resetElectionTimer()
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
