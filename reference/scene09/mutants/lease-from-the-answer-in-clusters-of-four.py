# caught by: test_lease_counts_from_sending
class Reads(Server):
    """In clusters of four its lease counts from the answer."""

    replace(
        "finish_round",
        "None if self.leaseGivenUp else sent",
        "None if self.leaseGivenUp else (self.now if (len(self.cluster) == 4) and sent is not None else sent)",
    )
