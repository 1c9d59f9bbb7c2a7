# caught by: test_any_two_logs
class Invariants(Server):
    """Keeps sixteen bits of a term."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return (lastLogTerm & 0xFFFF, lastLogIndex) >= (self.log.lastTerm() & 0xFFFF, self.log.lastIndex())
