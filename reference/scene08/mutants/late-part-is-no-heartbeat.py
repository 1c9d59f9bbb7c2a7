# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Does not hear the leader with a late part of an older snapshot."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if req.lastIncludedIndex <= self.commitIndex or self.received_data(req) is not None:\n"
        "    self.hear_leader(req)",
    )
