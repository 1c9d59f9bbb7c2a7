# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Does not hear the leader with a part that it has already."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if req.lastIncludedIndex <= self.commitIndex or self.received[:2] != (req.term, "
        "req.lastIncludedIndex) or req.offset >= len(self.received[2]):\n"
        "    self.hear_leader(req)",
    )
