# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """Gives up its vote of this term when it asks for the next."""

    replace(
        "startPreVote",
        "def startPreVote(self) -> None:",
        "def startPreVote(self) -> None:\n    self.votedFor = None\n    self.persist()",
    )
