# caught by: test_own_term_first
class Reads(Server):
    """Waits for its own term in clusters of three only."""

    replace(
        "read_point",
        "max(self.commitIndex, self.termStart)",
        "self.commitIndex if len(self.cluster) > 3 else max(self.commitIndex, self.termStart)",
    )
