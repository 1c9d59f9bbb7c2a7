# caught by: test_hidden_long_logs
class Invariants(Server):
    """Takes every log of 999 entries and more for equally long."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        return (lastLogTerm, min(lastLogIndex, 999)) >= (self.log.lastTerm(), min(self.log.lastIndex(), 999))
