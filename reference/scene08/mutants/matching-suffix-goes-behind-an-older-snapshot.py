# caught by: test_matching_suffix_stays
class Snapshots(Server):
    """Drops what follows the snapshot if it had a snapshot already."""

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "had = self.snapshot is not None\n"
        "if self.saveSnapshot(snapshot):\n"
        "    if had:\n"
        "        self.log.resetTo(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm)",
    )
