# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Frees its vote with a part if its log is compacted already."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "self.hear_leader(req)\n"
        "if self.log.lastIncludedIndex and self.votedFor is not None:\n"
        "    self.votedFor = None\n"
        "    self.persist()",
    )
