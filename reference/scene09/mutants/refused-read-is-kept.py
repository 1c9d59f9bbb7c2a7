# caught by: test_every_read_ends
class Reads(Server):
    """Refuses the second of three reads, and keeps it."""

    replace(
        "serveReads",
        "self.reply(client, sequence, NOT_LEADER)",
        "self.reply(client, sequence, NOT_LEADER)\n"
        "if len(self.pendingReads) > 2 and read == self.pendingReads[1]:\n"
        "    waiting.append(read)",
    )
