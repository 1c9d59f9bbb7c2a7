# variant: terms must grow and have one leader each, no more
class Election(Server):
    """Each candidacy leaves a term out."""

    replace(
        "startElection",
        "def startElection(self) -> None:",
        "def startElection(self) -> None:\n    self.currentTerm += 1",
    )
