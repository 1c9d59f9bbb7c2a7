# caught by: test_nothing_beyond_the_commit_index
class StateMachine(Server):
    """Applies what is in the log, committed or not."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.log.lastIndex():
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
