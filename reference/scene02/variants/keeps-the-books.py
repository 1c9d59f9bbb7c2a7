# variant: nextIndex and matchIndex are written anew by whoever leads next
class Terms(Server):
    """Leaves a former leader's books and votes as they are."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
