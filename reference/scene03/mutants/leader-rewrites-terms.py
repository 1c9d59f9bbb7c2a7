# caught by: test_event_changes_only_what_it_is_about
"""A new leader gives its uncommitted entries its own term."""

from raftlab.server import Entry


class Election(Server):
    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        kept = list(self.log)
        if len(kept) > self.commitIndex:
            self.log.truncateFrom(self.commitIndex + 1)
            for each in kept[self.commitIndex :]:
                self.log.append(Entry(self.currentTerm, each.command))
            self.persist()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
