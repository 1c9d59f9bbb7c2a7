# caught by: test_lease_counts_from_sending
class Reads(Server):
    """In later terms its lease counts from the answer."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp or sent is None else self.now if self.currentTerm > 2 else sent",
    )
