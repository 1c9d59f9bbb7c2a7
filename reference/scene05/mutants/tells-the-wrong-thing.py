# caught by: test_tells_whether_it_moved
class Commit(Server):
    """Answers True whenever a majority stores anything of this term, moved or not."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), 0, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = max(self.commitIndex, index)
                return True
        return False
