# variant: a role may be given up before the question is asked
class PreVoting(Server):
    """Gives its role up before it asks."""

    replace(
        "startPreVote",
        "def startPreVote(self) -> None:",
        "def startPreVote(self) -> None:\n    self.becomeFollower(self.currentTerm)",
    )
