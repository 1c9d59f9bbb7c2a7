# caught by: test_commit_does_not_count
class Invariants(Server):
    """Takes its own term for the term of its last entry."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return (lastLogTerm, lastLogIndex) >= (self.currentTerm, self.log.lastIndex())
