# caught by: test_old_snapshot_changes_nothing
class Snapshots(Server):
    """Does not answer an old snapshot while clients of its leadership wait."""

    replace(
        "handleInstallSnapshot",
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n    return",
        "    if not self.waiting:\n        self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n    return",
    )
