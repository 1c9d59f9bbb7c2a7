# variant: a server stores an index if its log ends there or later
from collections import Counter


class Commit(Server):
    """Counts how many logs end at each index, from the top."""

    def tryAdvanceCommit(self) -> bool:
        ends = Counter(min(self.matchIndex[follower], self.log.lastIndex()) for follower in self.followers)
        ends[self.log.lastIndex()] += 1
        stored = 0
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored += ends[index]
            if stored >= self.majority() and self.log[index].term == self.currentTerm:
                self.commitIndex = index
                return True
        return False
