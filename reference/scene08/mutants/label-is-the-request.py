# caught by: test_snapshot_is_labelled_with_what_it_holds
class Snapshots(Server):
    """Labels the machine of now with the index that was asked for."""

    replace("takeSnapshot", "last = self.lastApplied", "last = index")
