# caught by: test_restarted_leader_waits
class Commit(Server):
    """Takes an entry of the term just before its own for as good as its own: the paper's Figure 8 does not show it."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term < self.currentTerm - 1:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
