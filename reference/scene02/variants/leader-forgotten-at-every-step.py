# variant: whoever is heard next says again who leads
"""Whoever steps down knows no leader for a moment."""

from raftlab.server import CANDIDATE, FOLLOWER, Message, Server


class Terms(Server):
    def receive(self, message: Message) -> None:
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm:
            self.becomeFollower(term)

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.leaderId = None
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
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
