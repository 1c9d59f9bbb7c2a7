# caught by: test_each_leadership_starts_anew
class Election(Server):
    """The third time that it leads it waits for the heartbeat."""

    leaderships = 0

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.leaderships += 1
        if self.leaderships != 3:
            self.handleHeartbeatTimeout()
        else:
            self.setTimer("heartbeat", 50, 50)
