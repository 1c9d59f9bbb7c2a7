# caught by: test_majority_of_four
class Commit(Server):
    """Takes the middle of the sorted matchIndex list from the side that is wrong with an even number of servers."""

    def tryAdvanceCommit(self) -> bool:
        ascending = sorted([*self.matchIndex.values(), self.log.lastIndex()])
        reached = ascending[len(ascending) // 2]
        if reached > self.commitIndex and self.log[reached].term == self.currentTerm:
            self.commitIndex = reached
            return True
        return False
