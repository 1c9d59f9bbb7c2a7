# variant: leaderId is a hint for clients; an old one is worth no more and no less than none
class Election(Server):
    """A candidate still names the leader that it knew last."""

    replace(
        "startElection",
        "def startElection(self) -> None:",
        "def startElection(self) -> None:\n    known = self.leaderId",
    )
    replace("startElection", "self.becomeCandidate()", "self.becomeCandidate()\nself.leaderId = known")
