# caught by: test_snapshot_is_labelled_with_what_it_holds
class Snapshots(Server):
    """Labels the snapshot with commitIndex."""

    replace("takeSnapshot", "last = self.lastApplied", "last = self.commitIndex")
