# caught by: test_figure8_overwrite
class Commit(Server):
    """Guards on the term of the last entry of the log instead of the entry that is to be committed."""

    def tryAdvanceCommit(self) -> bool:
        if self.log.lastTerm() != self.currentTerm:
            return False
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
