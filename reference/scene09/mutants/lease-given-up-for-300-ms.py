# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """After a transfer began there is no lease for the longest election timeout."""

    def giveUpLease(self) -> None:
        self.leaseStart = None
        self.noLeaseUntil = self.now + self.electionWindow()[1]

    replace(
        "finish_round",
        "None if self.leaseGivenUp else sent",
        "None if self.now < getattr(self, 'noLeaseUntil', 0.0) else sent",
    )
