# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Applies one entry, and leaves the others to the next event."""

    def applyCommitted(self) -> None:
        if self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
