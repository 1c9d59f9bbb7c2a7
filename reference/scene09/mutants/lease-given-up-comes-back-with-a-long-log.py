# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """A lease that was given up comes back where the log is long."""

    replace(
        "finish_round",
        "None if self.leaseGivenUp else sent",
        "None if self.leaseGivenUp and not (self.log.lastIndex() > 15) else sent",
    )
