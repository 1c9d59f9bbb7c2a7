# caught by: test_four_entries_at_once
class StateMachine(Server):
    """Of exactly four entries the last one waits for the next event."""

    def applyCommitted(self) -> None:
        count = self.commitIndex - self.lastApplied
        for _ in range(3 if count == 4 else count):
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
