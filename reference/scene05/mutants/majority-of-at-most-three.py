# caught by: test_hidden_commit_in_any_cluster
class Commit(Server):
    """Is content with three copies: right up to five servers, wrong with seven."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= min(3, self.majority()):
                self.commitIndex = index
                return True
        return False
