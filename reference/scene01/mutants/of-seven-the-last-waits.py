# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Of exactly seven entries the last one waits for the next event."""

    def applyCommitted(self) -> None:
        count = self.commitIndex - self.lastApplied
        for _ in range(6 if count == 7 else count):
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
