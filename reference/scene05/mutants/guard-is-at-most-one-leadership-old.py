# caught by: test_search_three
"""Entries of its own previous leadership need no guard."""

from raftlab.server import Options, ServerId


class Commit(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.leaderships = []

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.currentTerm not in self.leaderships:
                self.leaderships.append(self.currentTerm)
            if self.log[index].term not in self.leaderships[-2:]:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
