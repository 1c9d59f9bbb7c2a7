# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """Answers one forwarded read in each event."""

    replace(
        "serveForwardedReads",
        "del self.forwardedReads[client, sequence]",
        "del self.forwardedReads[client, sequence]\nreturn",
    )
