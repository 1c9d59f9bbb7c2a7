# expected: 62 points
"""Steps down and persists; forgets the vote at each step down, and has no eye for old messages."""

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
            self.leaderId = None
            self.persist()
        self.votedFor = None
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
        return False
