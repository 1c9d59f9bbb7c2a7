# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Goes on with what is left of any earlier transfer."""

    replace("received_data", "if (term, index) == (req.term, req.lastIncludedIndex):", "if index:")
