# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """With a compacted log, begins a transfer only when it holds nothing."""

    replace(
        "received_data",
        'return None if term == req.term and index > req.lastIncludedIndex else ""',
        "return None if (term == req.term and index > req.lastIncludedIndex) or "
        '(self.log.lastIncludedIndex and data) else ""',
    )
