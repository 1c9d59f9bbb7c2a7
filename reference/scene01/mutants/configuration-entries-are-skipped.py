# caught by: test_noop_is_applied
class StateMachine(Server):
    """Passes over an entry that holds a configuration."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            entry = self.log[self.lastApplied]
            if entry.configuration is None:
                self.results[self.lastApplied] = self.apply(entry.command)
