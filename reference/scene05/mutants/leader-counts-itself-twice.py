# caught by: test_minority_waits
class Commit(Server):
    """Counts the leader's own copy twice, so one copy fewer than a majority commits."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(self.matchIndex.get(server, index) >= index for server in self.cluster)
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
