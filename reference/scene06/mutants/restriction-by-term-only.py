# caught by: test_shorter_log_loses
class Invariants(Server):
    """Compares the last terms alone."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return lastLogTerm >= self.log.lastTerm()
