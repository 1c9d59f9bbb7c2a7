# caught by: test_own_term_first
class Reads(Server):
    """Looks for an entry of its own term in the log, and takes the index that is committed."""

    replace(
        "read_point",
        "index = max(self.commitIndex, self.termStart)",
        "index = self.commitIndex if self.log.lastTerm() == self.currentTerm else self.termStart",
    )
