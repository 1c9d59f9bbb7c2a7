# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """Tells those who voted for it."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        voters = self.votesGranted - {self.id}
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        for voter in sorted(voters):
            self.replicateTo(voter)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)
