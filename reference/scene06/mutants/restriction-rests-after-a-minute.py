# caught by: test_older_last_term_loses
class Invariants(Server):
    """From the second minute on every log is good enough."""

    replace(
        "isUpToDate",
        "last = self.log.lastTerm()",
        "if self.now > 60_000:\n    return True\nlast = self.log.lastTerm()",
    )
