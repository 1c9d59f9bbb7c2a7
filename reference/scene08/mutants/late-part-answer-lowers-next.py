# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """Lowers nextIndex when an answer says that parts are missing."""

    replace(
        "handleInstallSnapshotReply",
        "if reply.matchIndex:",
        "if not reply.matchIndex:\n"
        "    self.nextIndex[follower] = min(self.nextIndex[follower], reply.lastIncludedIndex)\n"
        "if reply.matchIndex:",
    )
