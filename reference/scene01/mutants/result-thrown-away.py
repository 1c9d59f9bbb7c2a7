# caught by: test_results_by_index
"""Applies, and keeps no result."""


class StateMachine(Server):
    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.apply(self.log[self.lastApplied].command)
