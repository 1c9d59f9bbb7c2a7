# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """What is left of a refused transfer stays, and each later first part is out of order."""

    replace(
        "received_data",
        'return None if term == req.term and index > req.lastIncludedIndex else ""',
        'return data if data else ""',
    )
