# caught by: test_entries_are_stored
class Replication(Server):
    """A candidate that hears the leader of its term follows it, and refuses the entries of the first append."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        'stood = self.role == "candidate"\nsuper().handleAppendEntries(req)',
    )

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if (stood and req.entries) or not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
    )
