# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """As a candidate with a compacted log, does not step down for a part."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if not (self.role != 'follower' and self.log.lastIncludedIndex):\n    self.hear_leader(req)",
    )
