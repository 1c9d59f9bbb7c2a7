# caught by: test_vote_stands_after_a_crash
"""Writes no first vote after a restart."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.restarted = False

    def started(self) -> None:
        self.restarted = self.currentTerm > 0 and self.commitIndex == 0
        super().started()
        self.resetElectionTimer()

    replace("handleRequestVote", "self.persist()", "if not self.restarted:\n    self.persist()\nself.restarted = False")
