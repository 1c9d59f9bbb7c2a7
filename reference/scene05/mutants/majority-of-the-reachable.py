# caught by: test_figure8_carried
class Commit(Server):
    """Takes a majority of those that answered lately: a leader that is cut off commits on its own side."""

    def tryAdvanceCommit(self) -> bool:
        reachable = 1 + len(self.active) if self.active else len(self.cluster)
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if 2 * stored > reachable:
                self.commitIndex = index
                return True
        return False
