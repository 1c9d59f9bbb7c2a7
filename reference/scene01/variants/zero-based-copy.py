# variant: internal choice: a list counted from 0 where only the index that is told counts from 1
class StateMachine(Server):
    """Works on a list of the log's entries."""

    def applyCommitted(self) -> None:
        entries = list(self.log)
        base = self.log.firstIndex()
        for position in range(self.lastApplied + 1 - base, self.commitIndex + 1 - base):
            self.lastApplied = base + position
            self.results[base + position] = self.apply(entries[position].command)
