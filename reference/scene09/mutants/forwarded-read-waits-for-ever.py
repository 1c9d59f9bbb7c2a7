# caught by: test_forwarded_reads_end
class Reads(Server):
    """Waits for a leader that it follows no more."""

    replace("serveForwardedReads", "not follows", "False")
