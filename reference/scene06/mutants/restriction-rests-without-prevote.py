# caught by: test_older_last_term_loses
class Invariants(Server):
    """In a deployment with CheckQuorum and without Pre-Vote every log is good enough."""

    replace(
        "isUpToDate",
        "last = self.log.lastTerm()",
        "if self.options.checkQuorum and not self.options.preVote:\n    return True\nlast = self.log.lastTerm()",
    )
