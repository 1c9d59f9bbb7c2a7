# caught by: test_each_step_of_a_long_life_is_durable
"""Writes no third candidacy of one life."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.stood = 0

    replace("becomeCandidate", "self.persist()", "self.stood += 1\nif self.stood != 3:\n    self.persist()")
