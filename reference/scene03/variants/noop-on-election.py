# variant: a leader may begin its term with an entry of its own (Raft §8)
"""Appends a no-op when it wins."""

from raftlab.server import Entry


class Election(Server):
    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.log.append(Entry(self.currentTerm))
        self.persist()
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
