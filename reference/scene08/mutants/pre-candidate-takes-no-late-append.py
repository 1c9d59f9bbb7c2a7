# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Takes no append that begins below its log while it asks for pre-votes."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.role == 'pre-candidate':\n    return\nif known > 0:",
    )
