# caught by: test_each_entry_once
class StateMachine(Server):
    """Begins at lastApplied, so the last entry is applied again at each event."""

    def applyCommitted(self) -> None:
        for index in range(max(1, self.lastApplied), self.commitIndex + 1):
            self.lastApplied = index
            self.results[index] = self.apply(self.log[index].command)
