# caught by: test_minority_waits
class Commit(Server):
    """Counts a follower that stores the entry before: commits one entry too many."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index - 1 for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
