# variant: each acknowledgement moves commitIndex by at least one qualifying step; the next event goes on
class Commit(Server):
    """Moves commitIndex to the lowest index that qualifies, one step an event."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.commitIndex + 1, self.log.lastIndex() + 1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority() and self.log[index].term == self.currentTerm:
                self.commitIndex = index
                return True
        return False
