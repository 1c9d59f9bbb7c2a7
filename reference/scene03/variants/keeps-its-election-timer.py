# variant: a timer that finds a leader does nothing
class Election(Server):
    """A leader lets its election timer run out."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0)
        self.handleHeartbeatTimeout()
