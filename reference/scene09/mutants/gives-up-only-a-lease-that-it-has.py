# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Where there is no lease yet, there is nothing to give up: a later round begins one."""

    replace(
        "giveUpLease",
        "self.leaseStart = None\nself.leaseGivenUp = True",
        "self.leaseGivenUp = self.leaseGivenUp or self.leaseStart is not None\nself.leaseStart = None",
    )
