# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Looks up prevLogTerm in the entries alone: the append after a snapshot is always refused."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "if req.prevLogIndex and req.prevLogIndex == self.log.lastIncludedIndex:\n"
        "    self.send(req.leaderId, req.refusal(self.currentTerm, self.id))\n"
        "    return\n"
        "super().handleAppendEntries(req)",
    )
