# caught by: test_follower_knows_its_leader
"""With CheckQuorum a server hears its first leader after a restart not at all."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.is_deaf = False

    def started(self) -> None:
        self.is_deaf = self.options.checkQuorum and self.currentTerm > 0
        super().started()
        self.resetElectionTimer()

    replace(
        "handleAppendEntries",
        "self.becomeFollower(req.term)",
        "if self.is_deaf and self.role != CANDIDATE:\n    self.is_deaf = False\n    return\n"
        "self.becomeFollower(req.term)",
    )
