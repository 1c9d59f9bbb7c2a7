# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """With Pre-Vote it takes a time before the lease began for a time within it."""

    replace(
        "leaseIsValid",
        "0 <= self.now - self.leaseStart <",
        "(0 if not self.options.preVote else -1000) <= self.now - self.leaseStart <",
    )
