# caught by: test_applying_changes_only_what_it_is_about
class StateMachine(Server):
    """Deletes what is not committed."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
        self.log.truncateFrom(self.commitIndex + 1)
