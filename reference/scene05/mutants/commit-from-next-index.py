# caught by: test_sent_is_not_stored
class Commit(Server):
    """Counts what was sent (nextIndex) instead of what was acknowledged (matchIndex)."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(following > index for following in self.nextIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
