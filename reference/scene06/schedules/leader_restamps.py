"""A leader that gives the entries of older terms its own term when it takes a command."""

from raftlab.server import LEADER, ClientRequest, Entry, Server


class Front(Server):
    """Breaks Leader Append-Only with a log that grows in the same step."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        if self.role == LEADER:
            tail = self.log.entriesFrom(self.commitIndex + 1)
            self.log.truncateFrom(self.commitIndex + 1)
            for entry in tail:
                self.log.append(Entry(self.currentTerm, entry.command))
        super().handleClientRequest(req)
