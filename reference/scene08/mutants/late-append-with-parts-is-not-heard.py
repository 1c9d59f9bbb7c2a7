# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Takes a late append while it holds parts, but does not start its election timer."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and known >= len(req.entries) and self.received[2]:\n"
        "    answer = self.success_reply(req)\n"
        "    self.send(req.leaderId, answer)\n"
        "    return\n"
        "if known > 0:",
    )
