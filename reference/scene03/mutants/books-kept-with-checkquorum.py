# caught by: test_leader_resets_next_and_match_index
"""With CheckQuorum a leader keeps the books of its former term."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.books: dict[ServerId, int] = {}

    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        "self.matchIndex = dict.fromkeys(self.followers, 0) | (self.books if self.options.checkQuorum else {})",
    )

    def becomeFollower(self, term: int) -> None:
        led = self.role == LEADER
        if led:
            self.books = dict(self.matchIndex)
        super().becomeFollower(term)
        if led:
            self.cancelTimer("heartbeat")
            self.resetElectionTimer()
