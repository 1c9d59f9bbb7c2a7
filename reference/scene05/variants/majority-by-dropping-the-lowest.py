# variant: the highest index that a majority stores is what remains at the top of the lowest half
class Commit(Server):
    """Drops the minority with the highest matchIndex and takes the next."""

    def tryAdvanceCommit(self) -> bool:
        known = [self.log.lastIndex(), *(self.matchIndex[follower] for follower in self.followers)]
        for _ in range(self.majority() - 1):
            known.remove(max(known))
        index = max(known)
        if index <= self.commitIndex or self.log.term(index) != self.currentTerm:
            return False
        self.commitIndex = index
        return True
