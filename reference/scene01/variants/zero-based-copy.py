# variant: internal choice: a list counted from 0 where only the index that is told counts from 1
class StateMachine(Server):
    """Works on a list of the log's entries."""

    def applyCommitted(self) -> None:
        entries = list(self.log)
        for position in range(self.lastApplied, self.commitIndex):
            self.lastApplied = position + 1
            self.results[position + 1] = self.apply(entries[position].command)
