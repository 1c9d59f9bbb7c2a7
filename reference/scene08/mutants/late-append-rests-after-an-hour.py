# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Takes no append that begins below its log once it has run for an hour."""

    replace("handleAppendEntries", "if known > 0:", "if known > 0 and self.now > 3_000_000:\n    return\nif known > 0:")
