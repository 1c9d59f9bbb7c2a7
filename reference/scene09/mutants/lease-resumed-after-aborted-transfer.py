# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Takes up a lease again with the next round that is confirmed."""

    replace("giveUpLease", "self.leaseGivenUp = True", "")
