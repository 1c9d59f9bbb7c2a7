# caught by: test_every_entry_is_applied
"""Applies only the newest entry where commitIndex moves by several."""


class StateMachine(Server):
    def applyCommitted(self) -> None:
        if self.lastApplied < self.commitIndex:
            self.lastApplied = self.commitIndex
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
