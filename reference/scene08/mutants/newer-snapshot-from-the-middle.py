# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """Goes on at the offset of the older snapshot."""

    replace("replicateTo", "offset = 0", "pass")
