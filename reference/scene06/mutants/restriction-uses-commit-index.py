# caught by: test_older_last_term_loses
class Invariants(Server):
    """Judges by what is known to be committed instead of the last entry."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        known = self.commitIndex
        return (lastLogTerm, lastLogIndex) >= (self.log.term(known), known)
