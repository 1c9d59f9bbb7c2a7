# variant: what a majority stores has no gaps: the highest index can be reached step by step
class Commit(Server):
    """Climbs while a majority stores the next entry, then looks at the term."""

    def tryAdvanceCommit(self) -> bool:
        index = self.commitIndex
        while index < self.log.lastIndex():
            if 1 + sum(match > index for match in self.matchIndex.values()) < self.majority():
                break
            index += 1
        if index == self.commitIndex or self.log[index].term != self.currentTerm:
            return False
        self.commitIndex = index
        return True
