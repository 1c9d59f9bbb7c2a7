# caught by: test_noop_is_applied
class StateMachine(Server):
    """Keeps no result of an entry that holds a configuration."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            entry = self.log[self.lastApplied]
            result = self.apply(entry.command)
            if entry.configuration is None:
                self.results[self.lastApplied] = result
