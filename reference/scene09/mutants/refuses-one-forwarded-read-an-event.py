# caught by: test_forwarded_reads_end
class Reads(Server):
    """Refuses one forwarded read in each event."""

    replace(
        "serveForwardedReads",
        "self.reply(client, sequence, NOT_LEADER)",
        "self.reply(client, sequence, NOT_LEADER)\ndel self.forwardedReads[client, sequence]\nreturn",
    )
