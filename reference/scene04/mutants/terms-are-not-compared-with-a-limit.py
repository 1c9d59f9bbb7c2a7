# caught by: test_consistency_check
class Replication(Server):
    """Does not compare terms in a deployment with a limit above one."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "is_held = self.log.holds(req.prevLogIndex, req.prevLogTerm)\nif self.options.entriesPerAppend > 1:\n"
        "    is_held = req.prevLogIndex <= self.log.lastIndex()\nif not is_held:",
    )
