# variant: a crash between the two writes finds a newer term and a free vote that nobody was told of
class Terms(Server):
    """Becomes a follower of the new term first, then its candidate."""

    def becomeCandidate(self) -> None:
        self.becomeFollower(self.currentTerm + 1)
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
