# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A late or refused pre-vote restarts the election timer."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            if self.role != LEADER:
                self.resetElectionTimer()
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
