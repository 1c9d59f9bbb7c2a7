# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Cuts one entry too few from an append that begins below the log."""

    replace("handleAppendEntries", "entries=req.entries[known:]", "entries=req.entries[known - 1 :]")
