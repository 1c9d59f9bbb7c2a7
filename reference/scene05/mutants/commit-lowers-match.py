# caught by: test_hidden_commit_in_any_cluster
class Commit(Server):
    """A commit lowers matchIndex to what is committed."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(self.matchIndex[follower] >= index for follower in self.followers)
            if stored >= self.majority():
                self.commitIndex = index
                self.matchIndex = {name: min(match, index) for name, match in self.matchIndex.items()}
                return True
        return False
