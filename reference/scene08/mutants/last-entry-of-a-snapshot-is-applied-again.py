# caught by: test_hidden_search_four
class Snapshots(Server):
    """Restores the machine, and then applies the snapshot's last entry once more."""

    replace(
        "restoreSnapshot",
        "self.commitIndex = self.lastApplied = index",
        "self.commitIndex = index\nself.lastApplied = index - 1",
    )
