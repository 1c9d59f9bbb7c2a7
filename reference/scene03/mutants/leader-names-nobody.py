# caught by: test_leader_begins_its_books
class Election(Server):
    """Leads, and would send a client to nobody."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
