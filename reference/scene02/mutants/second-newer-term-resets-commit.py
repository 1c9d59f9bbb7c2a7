# caught by: test_each_of_many_steps_is_durable
"""The second newer term that it learns of resets commitIndex."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.learned = 0

    replace(
        "observeTerm",
        "self.becomeFollower(term)",
        "self.becomeFollower(term)\nself.learned += 1\nif self.learned > 1:\n    self.commitIndex = 0",
    )
