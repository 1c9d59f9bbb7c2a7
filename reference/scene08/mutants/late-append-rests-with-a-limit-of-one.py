# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Takes no append that begins below its log where an append holds one entry."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.options.entriesPerAppend == 1:\n    return\nif known > 0:",
    )
