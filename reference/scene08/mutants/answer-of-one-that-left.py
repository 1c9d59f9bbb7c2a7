# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """Takes an answer of a server that is no follower any more: what is known of it is not there."""

    replace(
        "handleInstallSnapshotReply",
        "if self.role != LEADER or follower not in self.nextIndex:",
        "if self.role != LEADER:",
    )
