# caught by: test_newer_last_term_wins
class Invariants(Server):
    """Demands a last term and a length that are both at least its own."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return lastLogTerm >= self.log.lastTerm() and lastLogIndex >= self.log.lastIndex()
