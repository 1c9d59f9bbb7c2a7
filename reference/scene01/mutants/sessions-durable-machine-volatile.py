# caught by: test_explore_whole_clusters
class StateMachine(Server):
    """Makes the sessions durable, and the machine not: after a restart every command counts as a copy."""

    persistent = (*Server.persistent, "sessions")

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
        self.persist()
