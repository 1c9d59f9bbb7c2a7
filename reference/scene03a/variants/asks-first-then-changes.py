# variant: messages may be sent before the role changes
class PreVoting(Server):
    """Sends its question, and then becomes a pre-candidate."""

    def startPreVote(self) -> None:
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        self.preVotesGranted = {self.id}
        self.leaderId = None
        self.role = PRE_CANDIDATE
        self.resetElectionTimer()
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
