from typing import Any

from raftlab.server import Options, ServerId


class Terms(Server):
    """Writes only if term, vote or a command changed: harmless where every entry has a command."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.written: tuple[Any, ...] = ()

    def persist(self) -> None:
        commands = tuple(entry for entry in self.log if entry.command is not None)
        if self.written != (self.currentTerm, self.votedFor, commands):
            super().persist()
        self.written = (self.currentTerm, self.votedFor, commands)
