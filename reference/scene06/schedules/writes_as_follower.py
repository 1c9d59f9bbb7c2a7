"""A server that writes to its disk only while it follows: a crash of a leader takes back its term and its entries."""

from raftlab.server import FOLLOWER, Server


class Front(Server):
    """Writes nothing as a candidate or a leader."""

    def persist(self) -> None:
        if self.role == FOLLOWER:
            super().persist()
