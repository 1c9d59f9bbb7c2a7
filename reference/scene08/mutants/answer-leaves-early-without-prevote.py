# caught by: test_installed_before_acknowledged
class Snapshots(Server):
    """Answers before the save without Pre-Vote."""

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if not self.options.preVote and not self._disk_fails:\n"
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n"
        "if self.saveSnapshot(snapshot):",
    )
