# variant: a part holds at most so many characters, and may hold fewer
class Snapshots(Server):
    """Sends a third of what a message can hold."""

    replace("snapshot_part", "end = offset + CHUNK_CHARACTERS", "end = offset + CHUNK_CHARACTERS // 3 + 1")
