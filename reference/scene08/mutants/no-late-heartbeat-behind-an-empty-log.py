# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores an append without entries that begins below its log if that is empty."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and not list(self.log) and not req.entries:\n    return\nif known > 0:",
    )
