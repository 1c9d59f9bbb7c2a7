# caught by: test_restarts_twice
class StateMachine(Server):
    """Makes machine and sessions durable at every third entry, and lastApplied never."""

    persistent = (*Server.persistent, "machine")

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            if self.lastApplied % 3 == 0:
                self.persist()
