# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """An append that begins below the log replaces nothing that conflicts: it only adds."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "if known > 0:\n"
        "    held = self.log.lastIndex() - self.log.lastIncludedIndex\n"
        "    mine = tuple(self.log)[-held:] if held else ()\n"
        "    req = AppendEntries(term=req.term, leaderId=req.leaderId, prevLogIndex=req.prevLogIndex, "
        "prevLogTerm=req.prevLogTerm, entries=(*mine[: len(req.entries)], *req.entries[held:]), "
        "leaderCommit=req.leaderCommit)\n"
        "super().handleAppendEntries(req)",
    )
