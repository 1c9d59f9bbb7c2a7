# variant: terms need only grow, and one leader each
class Terms(Server):
    """A candidate skips terms: each server stands in terms of its own."""

    def becomeCandidate(self) -> None:
        place = sorted(self.cluster).index(self.id) + 1
        size = len(self.cluster)
        self.currentTerm += size - (self.currentTerm - place) % size
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
