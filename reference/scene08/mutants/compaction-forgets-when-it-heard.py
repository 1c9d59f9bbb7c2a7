# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Forgets that it heard its leader when it compacts its log."""

    replace("takeSnapshot", "last = self.lastApplied", "self.heardAt = None\nlast = self.lastApplied")
