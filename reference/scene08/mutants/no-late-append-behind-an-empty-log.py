# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores an append below its log while that is empty."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and not list(self.log):\n    return\nif known > 0:",
    )
