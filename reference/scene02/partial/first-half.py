# expected: 28 points
"""Knows the rule for newer terms; the candidate and stale messages are still to be written."""

from raftlab.server import FOLLOWER, Message, Server


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
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}

    def becomeCandidate(self) -> None:
        raise NotImplementedError

    def rejectStale(self, message: Message) -> bool:
        raise NotImplementedError
