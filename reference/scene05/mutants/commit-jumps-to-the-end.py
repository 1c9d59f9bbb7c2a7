# caught by: test_minority_waits
class Commit(Server):
    """Once an entry of the own term is on a majority, commits the whole log."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = self.log.lastIndex()
                return True
        return False
