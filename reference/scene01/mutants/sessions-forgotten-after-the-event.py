# caught by: test_lost_reply
class StateMachine(Server):
    """Forgets the sessions when the event ends."""

    def applyCommitted(self) -> None:
        while self.lastApplied < self.commitIndex:
            self.lastApplied += 1
            self.results[self.lastApplied] = self.apply(self.log[self.lastApplied].command)
        self.sessions = {client: kept for client, kept in self.sessions.items() if kept == EXPIRED}
