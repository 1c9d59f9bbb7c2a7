# caught by: test_each_of_many_steps_is_durable
"""Writes no third newer term of one life."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.heard_terms = 0

    replace("becomeFollower", "self.persist()", "self.heard_terms += 1\nif self.heard_terms != 3:\n    self.persist()")
