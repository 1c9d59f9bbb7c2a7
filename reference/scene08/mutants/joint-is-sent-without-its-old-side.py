# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Sends the new side of a joint configuration alone."""

    replace(
        "snapshot_part",
        "end = offset + CHUNK_CHARACTERS",
        "found = snapshot.configuration\n"
        "if found is not None:\n"
        "    found = Configuration(found.voters, found.learners)\n"
        "end = offset + CHUNK_CHARACTERS",
    )

    replace(
        "snapshot_part",
        "configuration=snapshot.configuration",
        "configuration=found",
    )
