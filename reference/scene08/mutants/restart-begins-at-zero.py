# caught by: test_search_three
class Snapshots(Server):
    """Restores the machine and counts from the beginning: entries are applied twice."""

    replace("restoreSnapshot", "self.commitIndex = self.lastApplied = index", "self.commitIndex = index")
