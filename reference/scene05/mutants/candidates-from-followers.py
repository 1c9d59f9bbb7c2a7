# caught by: test_single_server_commits
class Commit(Server):
    """Considers only the values of matchIndex: a cluster of one has none, and never commits."""

    def tryAdvanceCommit(self) -> bool:
        for index in sorted(self.matchIndex.values(), reverse=True):
            if index <= self.commitIndex or self.log[index].term != self.currentTerm:
                continue
            if 1 + sum(match >= index for match in self.matchIndex.values()) >= self.majority():
                self.commitIndex = index
                return True
        return False
