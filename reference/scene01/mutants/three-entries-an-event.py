# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Applies three entries at most, and leaves the others to the next event."""

    def applyCommitted(self) -> None:
        for _ in range(3):
            if self.lastApplied < self.commitIndex:
                self.lastApplied += 1
                self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
