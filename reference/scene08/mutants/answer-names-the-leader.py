# caught by: test_old_snapshot_changes_nothing
class Snapshots(Server):
    """Names the leader as the one that answers about a snapshot that it needs no more."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)\n"
        "if req.lastIncludedIndex <= self.commitIndex:\n"
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n"
        "    return",
        "self.hear_leader(req)\n"
        "if req.lastIncludedIndex <= self.commitIndex:\n"
        "    self.send(req.leaderId, InstallSnapshotReply(term=self.currentTerm, followerId=req.leaderId, "
        "lastIncludedIndex=req.lastIncludedIndex, matchIndex=req.lastIncludedIndex))\n"
        "    return",
    )
