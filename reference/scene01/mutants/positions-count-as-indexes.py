# caught by: test_partition_and_recover
class StateMachine(Server):
    """Takes the position in the list of the log's entries for the index: wrong behind a snapshot."""

    def applyCommitted(self) -> None:
        entries = list(self.log)
        for position in range(self.lastApplied, self.commitIndex):
            self.lastApplied = position + 1
            self.results[position + 1] = self.apply(entries[position].command)
