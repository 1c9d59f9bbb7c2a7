# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores appends below its log of a leader that is outside its own configuration."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and req.leaderId not in self.configuration().members:\n    return\nif known > 0:",
    )
