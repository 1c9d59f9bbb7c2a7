# caught by: test_commit_does_not_count
class Invariants(Server):
    """While it asks for pre-votes, every log is good enough."""

    replace(
        "isUpToDate",
        "last = self.log.lastTerm()",
        "if self.preVotesGranted:\n    return True\nlast = self.log.lastTerm()",
    )
