# caught by: test_each_entry_once
class StateMachine(Server):
    """Applies the whole log from entry 1 at each event."""

    def applyCommitted(self) -> None:
        self.lastApplied = 0
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
