# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Forgets which followers it heard when it compacts its log."""

    replace("takeSnapshot", "last = self.lastApplied", "self.active = set()\nlast = self.lastApplied")
