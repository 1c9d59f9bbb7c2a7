# caught by: test_own_term_first
class Reads(Server):
    """Answers once the round is confirmed, whatever is applied."""

    replace("serveReads", "self.lastApplied >= index and ", "")
