# caught by: test_leader_begins_its_books
from raftlab.server import Entry


class Election(Server):
    """Noop not written."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.log.append(Entry(self.currentTerm))
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
