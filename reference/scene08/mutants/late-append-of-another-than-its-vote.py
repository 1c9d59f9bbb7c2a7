# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Takes no append that begins below its log from a leader that it did not vote for."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.votedFor not in (None, self.id, req.leaderId):\n    return\nif known > 0:",
    )
