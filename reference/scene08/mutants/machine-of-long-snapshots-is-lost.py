# caught by: test_hidden_search_four
class Snapshots(Server):
    """Takes over the indexes of a snapshot of several entries without its machine."""

    replace(
        "restoreSnapshot",
        "self.restore_machine(snapshot.data)",
        "if index < 2:\n    self.restore_machine(snapshot.data)",
    )
