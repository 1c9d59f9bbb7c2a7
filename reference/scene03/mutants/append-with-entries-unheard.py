# caught by: test_every_append_counts
class Election(Server):
    """Only an empty append counts as hearing the leader."""

    replace("handleAppendEntries", "self.resetElectionTimer()", "if not req.entries:\n    self.resetElectionTimer()")
