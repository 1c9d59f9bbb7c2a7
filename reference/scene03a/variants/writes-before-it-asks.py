# variant: writing more often than needed is slower, not wrong
class PreVoting(Server):
    """Writes its state again before it asks."""

    replace("startPreVote", "def startPreVote(self) -> None:", "def startPreVote(self) -> None:\n    self.persist()")
