# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Applies at most 64 entries in one event."""

    def applyCommitted(self) -> None:
        for _ in range(min(64, self.commitIndex - self.lastApplied)):
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
