# caught by: test_figure8_overwrite
class Commit(Server):
    """Once it has held back an entry of an older term it commits nothing more in its term."""

    def tryAdvanceCommit(self) -> bool:
        if getattr(self, "heldBackIn", 0) == self.currentTerm:
            return False
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored < self.majority():
                continue
            if self.log[index].term != self.currentTerm:
                self.heldBackIn = self.currentTerm
                return False
            self.commitIndex = index
            return True
        return False
