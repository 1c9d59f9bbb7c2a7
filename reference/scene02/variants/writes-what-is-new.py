# variant: what is durable already need not be written
"""Compares with what it wrote last."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.written = (-1, None)

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
        self.role = FOLLOWER
        self.save()
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.save()

    def save(self) -> None:
        if self.written != (self.currentTerm, self.votedFor):
            self.persist()
            self.written = (self.currentTerm, self.votedFor)
