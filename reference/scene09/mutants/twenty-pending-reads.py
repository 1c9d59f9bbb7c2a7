# caught by: test_every_read_ends
class Reads(Server):
    """Forgets the oldest of more than twenty reads."""

    replace("serveReads", "self.pendingReads = waiting", "self.pendingReads = waiting[-20:]")
