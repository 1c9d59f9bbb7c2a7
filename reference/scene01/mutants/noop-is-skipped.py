# caught by: test_noop_is_applied
class StateMachine(Server):
    """Passes over entries without a command."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            command = self.log[self.lastApplied].command
            if command is not None:
                self.results[self.lastApplied] = self.apply(command)
