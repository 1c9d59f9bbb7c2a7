# caught by: test_snapshot_is_labelled_with_what_it_holds
class Snapshots(Server):
    """Labels its snapshot with the request while clients wait."""

    replace(
        "takeSnapshot",
        "last = self.lastApplied",
        "last = index if self.waiting else self.lastApplied",
    )
