# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A late or refused vote restarts the election timer."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            if self.role != LEADER:
                self.resetElectionTimer()
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
