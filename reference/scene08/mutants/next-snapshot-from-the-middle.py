# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """Goes on at its offset where the newer snapshot has one entry more."""

    replace("replicateTo", "offset = 0", "offset = 0 if index < self.snapshot.lastIncludedIndex - 1 else offset")
