# expected: 80 points
class Snapshots(Server):
    """Labels the snapshot with the index that was asked for, and refuses what begins below the log."""

    replace("takeSnapshot", "last = self.lastApplied", "last = index")
    replace("handleAppendEntries", "entries=req.entries[known:]", "entries=()")
