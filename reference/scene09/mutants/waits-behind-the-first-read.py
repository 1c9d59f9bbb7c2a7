# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """A forwarded read without an index holds up those behind it."""

    replace("serveForwardedReads", "continue", "break")
