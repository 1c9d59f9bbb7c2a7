# caught by: test_search_three
class Commit(Server):
    """Takes for its own all that came since its first leadership began: a second one counts what lies between."""

    def becomeLeader(self) -> None:
        super().becomeLeader()
        if not hasattr(self, "ownFrom"):
            self.ownFrom = self.log.lastIndex() + 1

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            own = index >= self.ownFrom if hasattr(self, "ownFrom") else self.log[index].term == self.currentTerm
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if own and stored >= self.majority():
                self.commitIndex = index
                return True
        return False
