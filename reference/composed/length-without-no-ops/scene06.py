class Invariants(Server):
    """Counts the entries with a command as its length: harmless where every entry has one."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        length = sum(entry.command is not None for entry in self.log)
        last = self.log.lastTerm()
        return lastLogTerm > last or (lastLogTerm == last and lastLogIndex >= length)
