# caught by: test_partition_and_recover
class StateMachine(Server):
    """Dismisses the client of an entry before it has its answer."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            self.waiting.pop(self.lastApplied, None)
