# caught by: test_matching_suffix_stays
class Snapshots(Server):
    """Keeps what follows the snapshot only where CheckQuorum is on."""

    replace(
        "restoreSnapshot",
        "if self.log.holds(index, term):",
        "if self.log.holds(index, term) and self.options.checkQuorum:",
    )
