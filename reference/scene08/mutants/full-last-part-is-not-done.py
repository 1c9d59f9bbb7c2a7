# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """No part is done where the last one is full."""

    replace(
        "snapshot_part",
        "done=end >= len(snapshot.data)",
        "done=end >= len(snapshot.data) and len(snapshot.data) % CHUNK_CHARACTERS != 0",
    )
