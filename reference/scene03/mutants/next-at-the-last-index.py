# caught by: test_leader_begins_its_books
class Election(Server):
    """Takes the last index for the next one."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, max(1, self.log.lastIndex()))
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
