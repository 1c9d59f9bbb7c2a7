# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A server that asks for pre-votes resets commitIndex."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.commitIndex = 0
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
