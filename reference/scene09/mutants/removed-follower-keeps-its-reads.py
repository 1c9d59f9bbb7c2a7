# caught by: test_forwarded_reads_end
class Reads(Server):
    """A server that is no member any more lets its reads wait."""

    replace("serveForwardedReads", "elif not follows:", "elif not follows and self.id in self.configuration().members:")
