# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """With Pre-Vote the next round brings the lease back that was given up."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp and not self.options.preVote else sent",
    )
