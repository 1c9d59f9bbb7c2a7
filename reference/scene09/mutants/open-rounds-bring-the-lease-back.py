# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Takes a lease from rounds that were open when it was given up."""

    def giveUpLease(self) -> None:
        self.leaseStart = None
        self.leaseGivenUp = True
        self.givenUpAfter = self.lastRound

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp and number > getattr(self, 'givenUpAfter', 0) else sent",
    )
