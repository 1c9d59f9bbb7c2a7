# variant: pairs (term, index) compare in the order of the paper
class Invariants(Server):
    """Compares two pairs."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return (lastLogTerm, lastLogIndex) >= (self.log.lastTerm(), self.log.lastIndex())
