# variant: looks from the top at every index, whatever stands between
"""Scans downwards and does not stop at an older term."""


class Commit(Server):
    def tryAdvanceCommit(self) -> bool:
        match = {**self.matchIndex, self.id: self.log.lastIndex()}
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = sum(match[server] >= index for server in self.cluster)
            if stored >= self.majority() and self.log[index].term == self.currentTerm:
                self.commitIndex = index
                return True
        return False
