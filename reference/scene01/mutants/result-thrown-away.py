# caught by: test_results_by_index
class StateMachine(Server):
    """Applies, and keeps no result."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.apply(self.log[self.lastApplied].command)
