# caught by: test_forwarded_reads_end
class Reads(Server):
    """Waits, as a pre-candidate too, as long as the term is the same."""

    replace(
        "serveForwardedReads",
        "self.role == FOLLOWER and term == self.currentTerm and self.leaderId is not None",
        "term == self.currentTerm",
    )
