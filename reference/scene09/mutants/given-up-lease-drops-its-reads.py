# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Forgets the reads that wait when it gives up its lease."""

    replace("giveUpLease", "self.leaseGivenUp = True", "self.leaseGivenUp = True\nself.pendingReads = []")
