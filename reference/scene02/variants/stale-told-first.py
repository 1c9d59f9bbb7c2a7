# variant: old and new exclude each other, in whichever order they are asked
"""Asks whether a message is old before it looks for a newer term."""

from raftlab.server import CANDIDATE, FOLLOWER, Message, Server


class Terms(Server):
    def receive(self, message: Message) -> None:
        if self.rejectStale(message):
            return
        self.observeTerm(message.term)
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
