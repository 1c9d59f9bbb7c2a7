# caught by: test_forwarded_reads_end
class Reads(Server):
    """Refuses only reads without an index."""

    replace("serveForwardedReads", "elif not follows:", "elif not follows and index is None:")
