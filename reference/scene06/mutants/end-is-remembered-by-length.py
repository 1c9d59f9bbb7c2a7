# caught by: test_commit_does_not_count
class Invariants(Server):
    """Looks at the end of its log again only once that has another length."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        if getattr(self, "end_index", None) != self.log.lastIndex():
            self.end_index = self.log.lastIndex()
            self.end = (self.log.lastTerm(), self.log.lastIndex())
        return (lastLogTerm, lastLogIndex) >= self.end
