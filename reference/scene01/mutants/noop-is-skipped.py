# caught by: test_noop_is_applied
"""Passes over entries without a command."""


class StateMachine(Server):
    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            command = self.log[self.lastApplied].command
            if command is not None:
                self.results[self.lastApplied] = self.apply(command)
