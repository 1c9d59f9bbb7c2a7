# caught by: test_applied_in_log_order
class StateMachine(Server):
    """Applies what is new from the last entry down."""

    def applyCommitted(self) -> None:
        done = self.lastApplied
        for index in range(self.commitIndex, done, -1):
            self.lastApplied = index
            self.results[index] = self.apply(self.log[index].command)
        self.lastApplied = self.commitIndex
