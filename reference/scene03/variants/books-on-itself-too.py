# variant: Figure 2 keeps its books for each server; the leader's own row is as long as its log and harms nobody
class Election(Server):
    """Keeps books on itself, too."""

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.cluster, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.cluster, 0)
        self.matchIndex[self.id] = self.log.lastIndex()
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
