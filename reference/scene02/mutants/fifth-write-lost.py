# caught by: test_each_of_many_steps_is_durable
"""Every fifth new term is not written."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.steps = 0

    replace("becomeFollower", "self.persist()", "self.steps += 1\nif self.steps % 5:\n    self.persist()")
