# variant: a live leader need not be disturbed (dissertation §4.2.3)
"""No vote within the minimum timeout of a heartbeat."""

from raftlab.server import Message, Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.heardLeaderAt: float | None = None

    def handleElectionTimeout(self) -> None:
        self.heardLeaderAt = None
        if self.role != LEADER:
            self.startElection()

    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and self.hearsLeader():
            return
        super().receive(message)

    def hearsLeader(self) -> bool:
        if self.heardLeaderAt is None:
            return False
        return self.now - self.heardLeaderAt < self.electionWindow()[0]

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
        self.heardLeaderAt = self.now
