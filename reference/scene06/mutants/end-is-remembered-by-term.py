# caught by: test_commit_does_not_count
class Invariants(Server):
    """Looks at the end of its log once a term: entries that come later do not count."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        if getattr(self, "end_term", None) != self.currentTerm:
            self.end_term = self.currentTerm
            self.end = (self.log.lastTerm(), self.log.lastIndex())
        return (lastLogTerm, lastLogIndex) >= self.end
