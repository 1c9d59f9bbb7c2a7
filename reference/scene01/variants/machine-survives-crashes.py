# variant: machine, sessions, results and both indexes are durable together, entry by entry
class StateMachine(Server):
    """Has nothing to apply again after a restart."""

    persistent = (*Server.persistent, "commitIndex", "lastApplied", "machine", "sessions", "results")

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
            self.persist()
