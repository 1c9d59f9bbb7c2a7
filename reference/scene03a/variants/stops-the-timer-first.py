# variant: a timer may be stopped before it is started
class PreVoting(Server):
    """Stops its election timer before it draws a new timeout."""

    def resetElectionTimer(self) -> None:
        self.cancelTimer("election")
        super().resetElectionTimer()
