# caught by: test_crash_inside
class StateMachine(Server):
    """Makes everything durable, lastApplied one entry ahead of the machine: a crash in between loses that entry."""

    persistent = (*Server.persistent, "commitIndex", "lastApplied", "machine", "sessions", "results")

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.persist()
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
        self.persist()
