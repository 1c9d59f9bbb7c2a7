# variant: Figure 13 marks the last part, which may be empty; such a message brings nothing and ends the transfer
class Snapshots(Server):
    """Where the last part is full, an empty one follows that says so."""

    replace("snapshot_part", "done=end >= len(snapshot.data)", "done=end > len(snapshot.data)")
