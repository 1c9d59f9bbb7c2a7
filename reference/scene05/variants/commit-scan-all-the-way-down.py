# variant: looks from the top at every index, whatever stands between
class Commit(Server):
    """Scans downwards and does not stop at an older term."""

    def tryAdvanceCommit(self) -> bool:
        match = {**self.matchIndex, self.id: self.log.lastIndex()}
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = sum(match[server] >= index for server in self.cluster)
            if stored >= self.majority() and self.log[index].term == self.currentTerm:
                self.commitIndex = index
                return True
        return False
