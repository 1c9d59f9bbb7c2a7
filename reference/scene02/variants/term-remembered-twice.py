# variant: a candidate may stand in any term above its own
"""Stands in a term above the highest that any message carried, stale ones too."""

from raftlab.server import CANDIDATE, FOLLOWER, Message, Options, Server, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.highest = 0

    def receive(self, message: Message) -> None:
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)

    def observeTerm(self, term: int) -> None:
        self.highest = max(self.highest, term)
        if term > self.currentTerm:
            self.becomeFollower(term)

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}

    def becomeCandidate(self) -> None:
        self.currentTerm = max(self.currentTerm, self.highest) + 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
