# caught by: test_every_entry_is_applied
class StateMachine(Server):
    """Counts lastApplied up after the entry is applied: commands reach the machine under the index before."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.results[self.lastApplied + 1] = self.apply(self.log[self.lastApplied + 1].command)
            self.lastApplied += 1
