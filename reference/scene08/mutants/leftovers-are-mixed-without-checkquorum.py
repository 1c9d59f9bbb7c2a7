# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Goes on with the parts of any transfer where CheckQuorum is off."""

    replace(
        "received_data",
        "if (term, index) == (req.term, req.lastIncludedIndex):",
        "if (term, index) == (req.term, req.lastIncludedIndex) or (data and not self.options.checkQuorum):",
    )
