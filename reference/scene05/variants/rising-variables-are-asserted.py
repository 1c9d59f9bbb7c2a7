# variant: asserts where they are assigned that the variables that Figure 2 lets only rise never fall
class Commit(Server):
    """Refuses to lower a term or an index; commits from the first index of its leadership on."""

    first = 0

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("currentTerm", "commitIndex", "lastApplied"):
            assert value >= getattr(self, name, 0), name
        super().__setattr__(name, value)

    def becomeLeader(self) -> None:
        super().becomeLeader()
        self.first = self.log.lastIndex() + 1

    def tryAdvanceCommit(self) -> bool:
        stored = sorted([self.log.lastIndex(), *self.matchIndex.values()], reverse=True)
        index = stored[self.majority() - 1]
        if index <= self.commitIndex or index < self.first:
            return False
        self.commitIndex = index
        return True
