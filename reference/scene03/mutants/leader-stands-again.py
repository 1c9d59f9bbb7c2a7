# caught by: test_leader_is_heard
class Election(Server):
    """A leader keeps its election timer, and stands when it fires."""

    def handleElectionTimeout(self) -> None:
        self.startElection()

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.handleHeartbeatTimeout()
