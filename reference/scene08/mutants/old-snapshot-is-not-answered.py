# caught by: test_old_snapshot_changes_nothing
class Snapshots(Server):
    """Says nothing about a snapshot of what it has: the leader sends it for ever."""

    replace(
        "handleInstallSnapshot",
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n    return",
        "    return",
    )
