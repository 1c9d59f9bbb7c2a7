# variant: what a majority stores has no gaps: the highest index can be found by halves
class Commit(Server):
    """Looks by halves."""

    def tryAdvanceCommit(self) -> bool:
        low, high = self.commitIndex, self.log.lastIndex()
        while low < high:
            index = (low + high + 1) // 2
            if 1 + sum(match >= index for match in self.matchIndex.values()) >= self.majority():
                low = index
            else:
                high = index - 1
        if low > self.commitIndex and self.log[low].term == self.currentTerm:
            self.commitIndex = low
            return True
        return False
