# caught by: test_commit_does_not_count
class Invariants(Server):
    """A leader that is deposed while clients wait finds no log good enough."""

    replace(
        "isUpToDate",
        "last = self.log.lastTerm()",
        "if self.waiting:\n    return False\nlast = self.log.lastTerm()",
    )
