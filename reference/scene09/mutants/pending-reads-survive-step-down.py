# caught by: test_every_read_ends
class Reads(Server):
    """Keeps the reads that wait until it leads again."""

    replace(
        "serveReads",
        "self.reply(client, sequence, NOT_LEADER)",
        "waiting.append(read)",
    )
