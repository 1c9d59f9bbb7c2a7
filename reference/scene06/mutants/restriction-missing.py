# caught by: test_explore_three
class Invariants(Server):
    """Finds every log good enough."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return True
