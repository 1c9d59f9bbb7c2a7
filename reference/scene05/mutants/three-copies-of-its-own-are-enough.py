# caught by: test_hidden_explore_five
"""Spares from the guard an own older entry that three servers store: right of three servers, Figure 8 with five."""

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
            if term != self.currentTerm and not self.enough(index, term):
                continue
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False

    def enough(self, index: int, term: int) -> bool:
        return (index, term) in self.mine and sum(match >= index for match in self.matchIndex.values()) >= 2
