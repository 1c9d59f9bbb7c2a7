# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """In a long log each message with entries replaces what follows prevLogIndex."""

    replace(
        "truncateConflicts",
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
        "if self.log.lastIndex() > 12 and req.entries:\n    self.log.truncateFrom(req.prevLogIndex + 1)\n"
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
    )
