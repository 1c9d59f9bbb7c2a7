# caught by: test_explore_three
"""Lets the guard pass for an entry of an older term that this server took from a client, since it last started."""

from raftlab.server import ClientRequest, Options


class Commit(Server):
    def __init__(self, id: str, cluster: tuple[str, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.mine: list[tuple[int, int]] = []

    def handleClientRequest(self, req: ClientRequest) -> None:
        if self.role == LEADER:
            self.mine.append((self.log.lastIndex() + 1, self.currentTerm))
        super().handleClientRequest(req)

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            term = self.log[index].term
            if term != self.currentTerm and (index, term) not in self.mine:
                continue
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
