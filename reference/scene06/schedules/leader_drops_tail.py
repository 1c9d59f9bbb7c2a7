"""A leader that deletes its last entry when its heartbeat timer fires and nobody has acknowledged the entry."""

from raftlab.server import Server


class Front(Server):
    """Breaks Leader Append-Only by a shorter log."""

    def handleHeartbeatTimeout(self) -> None:
        last = self.log.lastIndex()
        if last and max(self.matchIndex.values()) < last and last > self.commitIndex and last in self.waiting:
            self.log.truncateFrom(last)
            self.persist()
            self.nextIndex = {peer: min(index, last) for peer, index in self.nextIndex.items()}
        super().handleHeartbeatTimeout()
