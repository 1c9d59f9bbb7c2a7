# caught by: test_forwarded_reads_end
class Reads(Server):
    """Where leases are on, a read waits for a leader that is followed no more."""

    replace("serveForwardedReads", "elif not follows:", "elif not follows and self.options.reads == 'index':")
