# caught by: test_each_entry_once
"""Applies the whole log from entry 1 at each event."""


class StateMachine(Server):
    def applyCommitted(self) -> None:
        self.lastApplied = 0
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
