# caught by: test_older_last_term_loses
class Invariants(Server):
    """Compares the lengths alone."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return lastLogIndex >= self.log.lastIndex()
