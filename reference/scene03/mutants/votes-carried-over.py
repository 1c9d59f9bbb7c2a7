# caught by: test_votes_of_two_terms
class Election(Server):
    """Keeps the votes of the term before."""

    replace(
        "startElection",
        "def startElection(self) -> None:",
        "def startElection(self) -> None:\n    before = set(self.votesGranted)",
    )
    replace("startElection", "self.becomeCandidate()", "self.becomeCandidate()\nself.votesGranted |= before")
