# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Where the lease has ended, there is nothing to give up: a later round begins another one."""

    replace(
        "giveUpLease",
        "self.leaseStart = None\nself.leaseGivenUp = True",
        """self.leaseGivenUp = self.leaseGivenUp or self.leaseStart is None or self.leaseIsValid()
self.leaseStart = None""",
    )
