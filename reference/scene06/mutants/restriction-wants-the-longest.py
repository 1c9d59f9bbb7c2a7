# caught by: test_only_possible_winner_wins
class Invariants(Server):
    """Compares first the lengths and then the terms, the wrong way round."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return (lastLogIndex, lastLogTerm) >= (self.log.lastIndex(), self.log.lastTerm())
