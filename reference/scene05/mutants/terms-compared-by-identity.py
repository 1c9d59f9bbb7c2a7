# caught by: test_commit_in_any_state
"""Compares terms with `is not`: in Python small numbers are one object each, large ones are not."""


class Commit(Server):
    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term is not self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
