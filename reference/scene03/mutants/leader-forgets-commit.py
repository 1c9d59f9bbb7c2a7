# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Leader forgets commit."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.commitIndex = self.lastApplied = 0
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
