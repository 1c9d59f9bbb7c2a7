# caught by: test_leader_tells_everyone
class Election(Server):
    """Starts the heartbeat timer, and says nothing until it fires."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)
