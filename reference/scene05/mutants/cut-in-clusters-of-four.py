# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """In a cluster of four each message with entries replaces what follows prevLogIndex."""

    replace(
        "truncateConflicts",
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
        "if len(self.cluster) == 4 and req.entries:\n    self.log.truncateFrom(req.prevLogIndex + 1)\n"
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
    )
