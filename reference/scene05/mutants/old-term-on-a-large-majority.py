# caught by: test_hidden_older_term
class Commit(Server):
    """Commits an entry of an older term once it is on two servers more than a majority: rarely lost, but not never."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            own = self.log[index].term == self.currentTerm
            if stored >= self.majority() + 2 or (own and stored >= self.majority()):
                self.commitIndex = index
                return True
        return False
