# caught by: test_commit_does_not_count
class Invariants(Server):
    """Looks for the last entry that holds a command."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        index = self.log.lastIndex()
        while index > 0 and self.log[index].command is None:
            index -= 1
        return (lastLogTerm, lastLogIndex) >= (self.log.term(index), index)
