# variant: a live leader need not be disturbed (dissertation §4.2.3)
"""No vote within the minimum timeout of a heartbeat."""

from raftlab.server import Message, Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.heardLeaderAt: float | None = None

    replace(
        "handleElectionTimeout",
        "def handleElectionTimeout(self) -> None:",
        "def handleElectionTimeout(self) -> None:\n    self.heardLeaderAt = None",
    )

    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and self.hearsLeader():
            return
        super().receive(message)

    def hearsLeader(self) -> bool:
        if self.heardLeaderAt is None:
            return False
        return self.now - self.heardLeaderAt < self.electionWindow()[0]

    replace(
        "handleAppendEntries", "self.resetElectionTimer()", "self.resetElectionTimer()\nself.heardLeaderAt = self.now"
    )
