# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Takes no append that begins below its log where an append holds one entry."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.options.entriesPerAppend == 1:\n    return\nif known > 0:",
    )
