# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Sends the snapshot without its configuration."""

    replace("snapshot_part", "configuration=snapshot.configuration", "configuration=None")
