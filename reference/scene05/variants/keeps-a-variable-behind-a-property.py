# variant: where a variable is kept is the server's own affair; it has the same name and the same values
class Commit(Server):
    """Keeps matchIndex and currentTerm in attributes of its own, behind properties; notes where its term begins."""

    matchIndex = property(lambda self: self.stored_by, lambda self, value: setattr(self, "stored_by", value))
    currentTerm = property(lambda self: self.clock, lambda self, value: setattr(self, "clock", value))

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
