# caught by: test_hidden_commit_in_any_cluster
class Commit(Server):
    """Looks at the last fifty entries only."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), max(self.commitIndex, self.log.lastIndex() - 50), -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
