# caught by: test_leader_begins_its_books
class Election(Server):
    """Believes that every follower has all of its log."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, self.log.lastIndex())
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
