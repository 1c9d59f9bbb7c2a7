# caught by: test_leader_commit_never_falls
class Commit(Server):
    """Computes commitIndex anew from matchIndex: a new leader, whose matchIndex is all 0, forgets what it knew."""

    def tryAdvanceCommit(self) -> bool:
        before, self.commitIndex = self.commitIndex, 0
        for index in range(1, self.log.lastIndex() + 1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= self.majority() and self.log[index].term == self.currentTerm:
                self.commitIndex = index
        return self.commitIndex != before
