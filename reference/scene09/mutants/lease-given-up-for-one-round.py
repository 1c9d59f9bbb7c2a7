# caught by: test_no_lease_after_a_transfer_began
class Reads(Server):
    """Gives its lease up until the next round is confirmed; the one after that brings a lease again."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp else sent\nself.leaseGivenUp = False",
    )
