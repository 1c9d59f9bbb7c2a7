# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores an append below its log while the last configuration is not committed."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.last_configuration(self.log.lastIndex()) != "
        "self.last_configuration(self.commitIndex):\n"
        "    return\n"
        "if known > 0:",
    )
