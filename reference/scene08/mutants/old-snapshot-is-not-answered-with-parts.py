# caught by: test_old_snapshot_changes_nothing
class Snapshots(Server):
    """Does not answer an old snapshot while it holds parts of a newer one."""

    replace(
        "handleInstallSnapshot",
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n    return",
        "    if not self.received[2]:\n        self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n    return",
    )
