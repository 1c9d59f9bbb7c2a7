"""A leader of term 2 or later that changes the first command of its log when a client's call arrives."""

from raftlab.server import LEADER, ClientRequest, Command, Entry, Server


class Front(Server):
    """Breaks Log Matching with a server whose log ends in another term."""

    def handleClientRequest(self, req: ClientRequest) -> None:
        if self.role == LEADER and self.currentTerm > 1 and self.log.lastIndex() > 1:
            kept = [self.log[index] for index in range(2, self.log.lastIndex() + 1)]
            first = Entry(self.log[1].term, Command("put", "q", "9"))
            self.log.truncateFrom(1)
            for each in (first, *kept):
                self.log.append(each)
            self.persist()
        super().handleClientRequest(req)
