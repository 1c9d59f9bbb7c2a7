# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Applies only the newest entry where commitIndex moves by several."""

    def applyCommitted(self) -> None:
        if self.lastApplied < self.commitIndex:
            self.lastApplied = self.commitIndex
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
