# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Each part begins one character early."""

    replace("snapshot_part", "snapshot.data[offset:end]", "snapshot.data[max(0, offset - 1) : end - 1]")
