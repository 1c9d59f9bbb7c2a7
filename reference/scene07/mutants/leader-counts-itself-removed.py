# caught by: test_removed_leader_leads_on
class Membership(Server):
    """A leader that removed itself counts itself all the same."""

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if self.log.term(index) == self.currentTerm and stored >= self.majority():
                self.commitIndex = index
                return True
        return False
