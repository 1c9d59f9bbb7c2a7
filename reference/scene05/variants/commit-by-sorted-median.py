# variant: the n-majority-th of the ascending match list is the highest index on a majority
class Commit(Server):
    """Finds the commit index in the sorted matchIndex list, then asks for its term."""

    def tryAdvanceCommit(self) -> bool:
        ascending = sorted([*self.matchIndex.values(), self.log.lastIndex()])
        reached = ascending[len(ascending) - self.majority()]
        if reached <= self.commitIndex or self.log.term(reached) != self.currentTerm:
            return False
        self.commitIndex = reached
        return True
