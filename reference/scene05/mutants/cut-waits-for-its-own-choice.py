# caught by: test_conflict_is_replaced
class Commit(Server):
    """A follower that voted for another candidate replaces nothing by several entries."""

    replace(
        "truncateConflicts",
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
        "if self.votedFor not in (None, self.id, req.leaderId) and len(req.entries) > 1:\n    return\n"
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):",
    )
