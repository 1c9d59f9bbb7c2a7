# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """Where another read of the same key was answered."""

    replace(
        "serveForwardedReads",
        "index is not None and self.lastApplied >= index",
        "index is not None and (self.lastApplied >= index or (any(k == key and i is not None and "
        "self.lastApplied >= i for k, _, i in self.forwardedReads.values())))",
    )
