# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """In clusters of four a lease that was given up comes back."""

    replace(
        "finish_round",
        "None if self.leaseGivenUp else sent",
        "None if self.leaseGivenUp and not (len(self.cluster) == 4) else sent",
    )
