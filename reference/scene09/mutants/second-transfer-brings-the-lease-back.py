# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """A second transfer of a leadership brings the lease back."""

    replace("giveUpLease", "self.leaseGivenUp = True", "self.leaseGivenUp = not self.leaseGivenUp")
