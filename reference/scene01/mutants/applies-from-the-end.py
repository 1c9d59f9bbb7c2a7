# caught by: test_applied_in_log_order
"""Applies what is new from the last entry down."""


class StateMachine(Server):
    def applyCommitted(self) -> None:
        done = self.lastApplied
        for index in range(self.commitIndex, done, -1):
            self.lastApplied = index
            self.results[index] = self.apply(self.log[index].command)
        self.lastApplied = self.commitIndex
