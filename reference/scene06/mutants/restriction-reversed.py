# caught by: test_search_three
class Invariants(Server):
    """Votes for those whose log is not better than its own."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return (lastLogTerm, lastLogIndex) <= (self.log.lastTerm(), self.log.lastIndex())
