# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """What is left of an older leader's transfer hides the snapshot of a new leader, if that ends earlier."""

    replace("received_data", "term == req.term and index", "index")
