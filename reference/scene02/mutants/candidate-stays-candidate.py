# caught by: test_transitions
"""Takes a newer term and remains what it was, unless it led."""

from raftlab.server import LEADER


class Terms(Server):
    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        if self.role == LEADER:
            self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
