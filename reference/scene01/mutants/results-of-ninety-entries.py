# caught by: test_results_by_index
class StateMachine(Server):
    """Keeps the results of the last ninety entries."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            self.results.pop(self.lastApplied - 90, None)
