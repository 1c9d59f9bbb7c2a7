"""A leader that replaces a command at its last index by the next one that comes, if nobody has the first one yet."""

from raftlab.server import LEADER, ClientRequest, Entry, Server


class Front(Server):
    """Breaks Leader Append-Only with a log of the same length and the same terms."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        last = self.log.lastIndex()
        if self.role == LEADER and last > max(self.commitIndex, *self.matchIndex.values()):
            self.log.truncateFrom(last)
            self.log.append(Entry(self.currentTerm, req.command))
            self.persist()
            return
        super().handleClientRequest(req)
