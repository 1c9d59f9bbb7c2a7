# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """After ten minutes a time before the lease is within it."""

    replace(
        "leaseIsValid",
        "0 <= self.now - self.leaseStart <",
        "(-1000 if self.leaseStart > 600_000 else 0) <= self.now - self.leaseStart <",
    )
