# variant: terms need only grow, and one leader each
"""A candidate skips terms: each server stands in terms of its own."""


class Terms(Server):
    def becomeCandidate(self) -> None:
        place = sorted(self.cluster).index(self.id) + 1
        size = len(self.cluster)
        self.currentTerm += size - (self.currentTerm - place) % size
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
