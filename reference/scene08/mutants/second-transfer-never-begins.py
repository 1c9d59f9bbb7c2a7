# caught by: test_interrupted_transfers_end
class Snapshots(Server):
    """Goes on with the transfer of the first leader only."""

    replace(
        "received_data",
        'return None if term == req.term and index > req.lastIncludedIndex else ""',
        'return None if data else ""',
    )
