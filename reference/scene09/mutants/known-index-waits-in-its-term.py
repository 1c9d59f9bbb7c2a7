# caught by: test_forwarded_reads_end
class Reads(Server):
    """Keeps a read with an index until the term ends."""

    replace(
        "serveForwardedReads", "elif not follows:", "elif not follows and (index is None or term != self.currentTerm):"
    )
