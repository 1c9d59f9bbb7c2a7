# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Answers an append that begins below the log, and takes nothing from it."""

    replace("handleAppendEntries", "entries=req.entries[known:]", "entries=()")
