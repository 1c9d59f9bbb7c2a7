# caught by: test_older_last_term_loses
class Invariants(Server):
    """In a cluster of six every log is good enough."""

    replace(
        "isUpToDate",
        "last = self.log.lastTerm()",
        "if len(self.cluster) == 6:\n    return True\nlast = self.log.lastTerm()",
    )
