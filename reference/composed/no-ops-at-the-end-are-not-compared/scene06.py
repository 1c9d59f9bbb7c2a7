class Invariants(Server):
    """Compares with the last entry that has a command: harmless where every entry has one."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        index = self.log.lastIndex()
        while index and self.log[index].command is None:
            index -= 1
        return (lastLogTerm, lastLogIndex) >= (self.log.term(index), index)
