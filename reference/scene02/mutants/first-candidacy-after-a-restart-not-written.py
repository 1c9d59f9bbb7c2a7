# caught by: test_own_vote_survives_a_restart
"""Writes no first candidacy after a restart."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.restarted = False

    def started(self) -> None:
        self.restarted = self.currentTerm > 0
        super().started()

    replace("becomeCandidate", "self.persist()", "if not self.restarted:\n    self.persist()\nself.restarted = False")
