# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """A leader that drops entries moves nextIndex of who lacks them behind the snapshot."""

    replace(
        "takeSnapshot",
        "self.persist()",
        "self.persist()\nself.nextIndex = {each: max(index, last + 1) for each, index in self.nextIndex.items()}",
    )
