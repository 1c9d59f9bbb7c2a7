# caught by: test_noop_is_applied
class StateMachine(Server):
    """Of several no-ops in a row only the first is applied."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            while (
                self.lastApplied < self.commitIndex
                and self.log[self.lastApplied].command is None
                and self.log[self.lastApplied + 1].command is None
            ):
                self.lastApplied += 1
                self.results[self.lastApplied] = (OK, None)
