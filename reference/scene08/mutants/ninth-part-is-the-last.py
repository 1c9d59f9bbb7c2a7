# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Sends nine parts."""

    replace(
        "snapshot_part", "done=end >= len(snapshot.data)", "done=end >= min(len(snapshot.data), 9 * CHUNK_CHARACTERS)"
    )
