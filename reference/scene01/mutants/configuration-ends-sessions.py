# caught by: test_same_log_same_state
class StateMachine(Server):
    """A new configuration ends the sessions that there are."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            entry = self.log[self.lastApplied]
            self.results[self.lastApplied] = self.apply(entry.command)
            if entry.configuration is not None:
                self.sessions.clear()
