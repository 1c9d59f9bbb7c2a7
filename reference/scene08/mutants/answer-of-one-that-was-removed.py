# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """Asks whether it sent a follower its snapshot, not whether it is one."""

    replace(
        "handleInstallSnapshotReply",
        "if self.role != LEADER or follower not in self.nextIndex:",
        "if self.role != LEADER or follower not in self.transfers:",
    )
