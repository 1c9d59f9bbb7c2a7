# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """A server that does not lead takes an answer too."""

    replace(
        "handleInstallSnapshotReply",
        "if self.role != LEADER or follower not in self.nextIndex:\n    return",
        "self.nextIndex.setdefault(follower, 1)\nself.matchIndex.setdefault(follower, 0)",
    )
