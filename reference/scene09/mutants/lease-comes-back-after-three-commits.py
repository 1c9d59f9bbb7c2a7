# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """The lease that was given up comes back once three entries more are committed."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp and self.commitIndex <= self.termStart + 2 else sent",
    )
