# caught by: test_results_by_index
class StateMachine(Server):
    """Takes a result's index from how many there are: after a start in the middle of the log it is another entry's."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[len(self.results) + 1] = self.apply(self.log[self.lastApplied].command)
