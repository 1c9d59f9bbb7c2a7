# variant: a leader may keep its own end of the log in the books
class Commit(Server):
    """Keeps itself in matchIndex."""

    def tryAdvanceCommit(self) -> bool:
        self.matchIndex[self.id] = self.log.lastIndex()
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
