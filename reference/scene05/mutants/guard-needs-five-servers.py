# caught by: test_figure8_three
class Commit(Server):
    """Counts copies of an older term where the cluster has three servers: Figure 8 is drawn with five."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if len(self.cluster) > 3 and self.log[index].term != self.currentTerm:
                continue
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
