# caught by: test_old_snapshot_changes_nothing
class Snapshots(Server):
    """Names its commitIndex in the answer about a snapshot that it needs no more."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)\n"
        "if req.lastIncludedIndex <= self.commitIndex:\n"
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n"
        "    return",
        "self.hear_leader(req)\n"
        "if req.lastIncludedIndex <= self.commitIndex:\n"
        "    self.send(req.leaderId, InstallSnapshotReply(term=self.currentTerm, followerId=self.id, "
        "lastIncludedIndex=self.commitIndex, matchIndex=req.lastIncludedIndex))\n"
        "    return",
    )
