# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Mixes parts of two terms if its log is compacted already."""

    replace(
        "received_data",
        "if (term, index) == (req.term, req.lastIncludedIndex):",
        "if (term, index) == (req.term, req.lastIncludedIndex) or (self.log.lastIncludedIndex and index "
        "== req.lastIncludedIndex):",
    )
