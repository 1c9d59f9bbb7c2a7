# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Takes a part that is not the first one for one of the transfer under way, whatever snapshot it is of."""

    replace(
        "received_data",
        "if (term, index) == (req.term, req.lastIncludedIndex):",
        "if term == req.term and (index == req.lastIncludedIndex or req.offset):",
    )
