# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Applies at most options.entriesPerAppend entries in one event."""

    def applyCommitted(self) -> None:
        limit = self.options.entriesPerAppend or self.commitIndex
        for _ in range(min(limit, self.commitIndex - self.lastApplied)):
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
