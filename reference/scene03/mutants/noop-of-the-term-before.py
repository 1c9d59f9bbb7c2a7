# caught by: test_event_changes_only_what_it_is_about
"""A new leader appends a no-op with the term of its last entry."""

from raftlab.server import Entry


class Election(Server):
    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.log.append(Entry(max(1, self.log.lastTerm())))
        self.persist()
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
