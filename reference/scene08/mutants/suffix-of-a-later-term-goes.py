# caught by: test_matching_suffix_stays
class Snapshots(Server):
    """What follows stays only if it is of the snapshot's term too."""

    replace(
        "restoreSnapshot", "self.log.holds(index, term)", "self.log.holds(index, term) and self.log.lastTerm() == term"
    )
