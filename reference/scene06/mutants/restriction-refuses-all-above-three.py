# caught by: test_hidden_search_five
class Invariants(Server):
    """In clusters of more than three servers no log is good enough."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        own = (self.log.lastTerm(), self.log.lastIndex())
        return len(self.cluster) <= 3 and (lastLogTerm, lastLogIndex) >= own
