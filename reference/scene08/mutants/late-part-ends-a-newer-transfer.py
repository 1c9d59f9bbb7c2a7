# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """A late part of an older snapshot ends the transfer of the newer one."""

    replace("received_data", 'return None if term == req.term and index > req.lastIncludedIndex else ""', 'return ""')
