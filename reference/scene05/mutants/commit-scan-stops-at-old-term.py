# caught by: test_own_term_carries_older
class Commit(Server):
    """Scans upwards and stops at the first entry of an older term, so nothing behind it ever commits."""

    def tryAdvanceCommit(self) -> bool:
        moved = False
        for index in range(self.commitIndex + 1, self.log.lastIndex() + 1):
            if self.log[index].term != self.currentTerm:
                break
            if 1 + sum(match >= index for match in self.matchIndex.values()) < self.majority():
                break
            self.commitIndex = index
            moved = True
        return moved
