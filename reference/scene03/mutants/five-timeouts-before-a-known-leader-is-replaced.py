# caught by: test_leaders_are_replaced
class Election(Server):
    """After heartbeats of a leader, up to five timeouts pass without an election."""

    def handleElectionTimeout(self) -> None:
        if self.role == "follower" and getattr(self, "heartbeats", 0) > 0:
            self.heartbeats -= 1
            self.resetElectionTimer()
        elif self.role != LEADER:
            self.startElection()

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
        self.heartbeats = min(5, getattr(self, "heartbeats", 0) + 1)
