# caught by: test_candidate_without_the_entry_loses
class Invariants(Server):
    """Lets anybody win as long as it knows of no committed entry."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        own = (self.log.lastTerm(), self.log.lastIndex())
        return self.commitIndex == 0 or (lastLogTerm, lastLogIndex) >= own
