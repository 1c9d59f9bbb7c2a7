# caught by: test_figure8_overwrite
class Commit(Server):
    """Takes the first entry of the log for safe on a majority, whatever its term: nothing stands before it."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm and index > 1:
                continue
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
