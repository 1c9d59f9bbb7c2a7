# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A new leader that has committed something deletes the rest of its log."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        if self.commitIndex:
            self.log.truncateFrom(self.commitIndex + 1)
            self.persist()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
