# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Has a lease again in later terms."""

    replace("giveUpLease", "self.leaseGivenUp = True", "self.leaseGivenUp = self.currentTerm < 3")
