# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Every part is done."""

    replace("snapshot_part", "done=end >= len(snapshot.data)", "done=True")
