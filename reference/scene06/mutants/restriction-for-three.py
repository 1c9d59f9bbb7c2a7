# caught by: test_older_last_term_loses
class Invariants(Server):
    """Applies the rule in clusters of up to three servers only."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        own = (self.log.lastTerm(), self.log.lastIndex())
        return len(self.cluster) > 3 or (lastLogTerm, lastLogIndex) >= own
