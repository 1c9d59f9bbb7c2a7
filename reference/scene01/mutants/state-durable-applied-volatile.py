# caught by: test_restart_applies_each_once
class StateMachine(Server):
    """Makes the machine durable, and how far it has come not: a restart applies the log on top of it."""

    persistent = (*Server.persistent, "machine")

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
        self.persist()
