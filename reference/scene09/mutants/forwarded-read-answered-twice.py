# caught by: test_forwarded_reads_end
class Reads(Server):
    """Refuses a read, and keeps it."""

    replace(
        "serveForwardedReads",
        "self.reply(client, sequence, NOT_LEADER)",
        "self.reply(client, sequence, NOT_LEADER)\ncontinue",
    )
