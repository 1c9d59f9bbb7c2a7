# caught by: test_figure8_overwrite
class Commit(Server):
    """Counts copies, whatever the term of the entry: the naive rule of Figure 8."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
