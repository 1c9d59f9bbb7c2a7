# caught by: test_leader_begins_its_books
class Election(Server):
    """Keeps books on those who voted for it."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        voters = sorted(self.votesGranted - {self.id})
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(voters, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(voters, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            self.nextIndex.setdefault(follower, 1)
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)
