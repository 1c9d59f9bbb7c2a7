# caught by: test_leader_begins_its_books
from raftlab.server import Options


class Election(Server):
    """Match index of the reign before."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.known: dict[ServerId, int] = {}

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)
        self.matchIndex = dict.fromkeys(self.followers, 0) | self.known
        self.known = self.matchIndex
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
