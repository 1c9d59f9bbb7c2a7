# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """While a client waits a time before the lease is within it."""

    replace(
        "leaseIsValid",
        "0 <= self.now - self.leaseStart <",
        "(-1000 if self.waiting else 0) <= self.now - self.leaseStart <",
    )
