# caught by: test_equal_log_is_enough
class Invariants(Server):
    """Wants a log that is better than its own; an empty one will do for an empty one."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        own = (self.log.lastTerm(), self.log.lastIndex())
        return (lastLogTerm, lastLogIndex) > own or own == (0, 0)
