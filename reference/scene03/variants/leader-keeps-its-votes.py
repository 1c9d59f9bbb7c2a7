# variant: the votes of a leader are looked at by nobody
class Election(Server):
    """Keeps its votes while it leads, and begins its books one follower after the other."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        for follower in self.followers:
            self.nextIndex[follower] = self.log.lastIndex() + 1
            self.matchIndex[follower] = 0
        self.handleHeartbeatTimeout()
        self.cancelTimer("election")
