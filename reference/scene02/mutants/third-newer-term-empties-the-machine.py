# caught by: test_third_leadership
"""From the third newer term on it starts with an empty machine."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.learned = 0

    replace(
        "observeTerm",
        "self.becomeFollower(term)",
        "self.becomeFollower(term)\nself.learned += 1\nif self.learned > 2:\n    self.machine = {}",
    )
