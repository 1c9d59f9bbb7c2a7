# variant: what a server counts and never decides by changes nothing that it promises
"""Counts its events, as a server does for its statistics."""

from raftlab.server import Options, ServerId


class StateMachine(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.events = 0

    def settle(self) -> None:
        super().settle()
        self.events += 1
