# caught by: test_equal_log_is_enough
class Invariants(Server):
    """Refuses whoever has no entry: no cluster elects its first leader."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        last = self.log.lastTerm()
        enough = lastLogTerm > last or (lastLogTerm == last and lastLogIndex >= self.log.lastIndex())
        return lastLogIndex > 0 and enough
