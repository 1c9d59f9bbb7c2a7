# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores appends that begin below its log while clients of its own leadership wait."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.waiting:\n    return\nif known > 0:",
    )
