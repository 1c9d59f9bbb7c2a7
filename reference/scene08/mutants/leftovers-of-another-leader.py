# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Tells transfers apart by the index alone."""

    replace(
        "received_data", "if (term, index) == (req.term, req.lastIncludedIndex):", "if index == req.lastIncludedIndex:"
    )
