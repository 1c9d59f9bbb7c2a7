# caught by: test_leader_tells_everyone
class Election(Server):
    """Tells the others at once only while the log is empty."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        if self.log.lastIndex():
            self.setTimer("heartbeat", 50, 50)
        else:
            self.handleHeartbeatTimeout()
