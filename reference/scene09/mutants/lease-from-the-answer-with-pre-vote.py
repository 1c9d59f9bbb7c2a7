# caught by: test_lease_counts_from_sending
class Reads(Server):
    """With Pre-Vote a lease counts from the answer that completes the majority."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp else self.now if self.options.preVote else sent",
    )
