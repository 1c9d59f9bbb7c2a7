# caught by: test_own_term_first
class Reads(Server):
    """Answers before it has applied the index in clusters of seven."""

    replace(
        "serveReads",
        "self.lastApplied >= index and",
        "(self.lastApplied >= index or (len(self.cluster) == 7)) and",
    )
