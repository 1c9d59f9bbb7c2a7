# caught by: test_commit_in_any_state
class Commit(Server):
    """Compares terms with `is not`: in Python small numbers are one object each, large ones are not."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term is not self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
