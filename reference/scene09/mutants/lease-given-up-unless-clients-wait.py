# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Has a lease again if a client waited when it gave it up."""

    replace("giveUpLease", "self.leaseGivenUp = True", "self.leaseGivenUp = not self.waiting")
