# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Answers an append of what it knows without hearing its leader: no timer starts, and a candidate stays one."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and known >= len(req.entries):\n"
        "    answer = self.success_reply(req)\n"
        "    self.send(req.leaderId, answer)\n"
        "    return\n"
        "if known > 0:",
    )
