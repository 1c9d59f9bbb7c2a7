# caught by: test_applying_changes_only_what_it_is_about
class StateMachine(Server):
    """Takes the term of what it applies."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            self.currentTerm = self.log[self.lastApplied].term
