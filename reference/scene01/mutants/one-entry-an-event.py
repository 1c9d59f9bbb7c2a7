# caught by: test_every_entry_is_applied
"""Applies one entry, and leaves the others to the next event."""


class StateMachine(Server):
    def applyCommitted(self) -> None:
        if self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
