# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Goes on with parts that the same leader sent in an older term."""

    received_from = None

    replace(
        "received_data",
        "if (term, index) == (req.term, req.lastIncludedIndex):",
        "if index == req.lastIncludedIndex and self.received_from == req.leaderId:",
    )

    replace(
        "handleInstallSnapshot",
        "data = self.received_data(req)",
        "data = self.received_data(req)\nself.received_from = req.leaderId",
    )
