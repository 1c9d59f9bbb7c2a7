# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Ignores the snapshot of a leader that was not in the cluster at first."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if req.leaderId not in self.cluster:\n    return\nself.hear_leader(req)",
    )
