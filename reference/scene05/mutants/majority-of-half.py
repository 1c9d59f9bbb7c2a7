# caught by: test_majority_of_four
class Commit(Server):
    """Takes half of the cluster for a majority: invisible with an odd number of servers."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= len(self.cluster) / 2:
                self.commitIndex = index
                return True
        return False
