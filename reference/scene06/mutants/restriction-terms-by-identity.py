# caught by: test_equal_log_is_enough
class Invariants(Server):
    """Compares terms with `is`: two equal ones above 256 are not the same object."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        last = self.log.lastTerm()
        return lastLogTerm > last or (lastLogTerm is last and lastLogIndex >= self.log.lastIndex())
