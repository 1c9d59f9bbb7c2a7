# caught by: test_lease_counts_from_sending
class Reads(Server):
    """In clusters of four and more its lease counts from the answer."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp else self.now if len(self.cluster) > 3 else sent",
    )
