# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Hears the leader with the first part of a snapshot only."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if req.offset == 0 or self.role != 'follower' or self.leaderId is None:\n    self.hear_leader(req)",
    )
