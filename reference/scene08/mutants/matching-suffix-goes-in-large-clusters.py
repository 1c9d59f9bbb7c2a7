# caught by: test_matching_suffix_stays
class Snapshots(Server):
    """Keeps what follows the snapshot only in clusters of up to five."""

    replace(
        "restoreSnapshot",
        "if self.log.holds(index, term):",
        "if self.log.holds(index, term) and len(self.cluster) < 6:",
    )
