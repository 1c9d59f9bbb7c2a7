"""A leader that writes its log while it sends it: its own copy counts only once it is on the disk. (diss. §10.2.1)"""

from raftlab.server import ClientRequest, Server


class Front(Server):
    """Writes a client's entry with the next heartbeat. Legal: a majority of the others may have it before."""

    is_writing = False

    def handleClientRequest(self, req: ClientRequest) -> None:
        self.is_writing = True
        super().handleClientRequest(req)

    def persist(self) -> None:
        if not self.is_writing:
            super().persist()

    def handleHeartbeatTimeout(self) -> None:
        self.is_writing = False
        self.persist()
        super().handleHeartbeatTimeout()

    def becomeFollower(self, term: int) -> None:
        self.is_writing = False
        super().becomeFollower(term)

    def tryAdvanceCommit(self) -> bool:
        if not self.is_writing:
            return super().tryAdvanceCommit()
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            copies = sum(match >= index for match in self.matchIndex.values())
            if self.log[index].term == self.currentTerm and copies >= self.majority():
                self.commitIndex = index
                return True
        return False
