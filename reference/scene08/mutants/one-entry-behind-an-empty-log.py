# caught by: test_hidden_empty_log_takes_entries
class Snapshots(Server):
    """Takes only the first entry of a message while no entry is left behind the snapshot, and says that it has all."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "behind = self.log.lastIncludedIndex and not len(self.log)\n"
        "if behind and len(req.entries) > 1 and known == 0:\n"
        "    first = AppendEntries(req.term, req.leaderId, req.prevLogIndex, req.prevLogTerm, req.entries[:1], 0)\n"
        "    super().handleAppendEntries(first)\n"
        "    return\n"
        "super().handleAppendEntries(req)",
    )
