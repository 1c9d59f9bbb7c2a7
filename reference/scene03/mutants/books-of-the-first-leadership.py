# caught by: test_leader_resets_next_and_match_index
"""A second leadership goes on with the books of the first."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.books = None

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        fresh = dict.fromkeys(self.followers, self.log.lastIndex() + 1), dict.fromkeys(self.followers, 0)
        self.books = self.books or fresh
        self.nextIndex, self.matchIndex = self.books
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
