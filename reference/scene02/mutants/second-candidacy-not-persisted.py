# caught by: test_own_vote_survives_a_restart
"""Writes its vote down once; for a candidacy right after a crash it trusts the disk."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.stood = 0

    replace("becomeCandidate", "self.persist()", "self.stood += 1\nif self.stood < 2:\n    self.persist()")
