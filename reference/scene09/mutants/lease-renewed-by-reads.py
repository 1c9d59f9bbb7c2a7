# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """A read on the lease prolongs the lease."""

    replace(
        "read_point",
        "needed = self.confirmedRound if has_lease else self.lastRound + 1",
        "self.leaseStart = self.now if has_lease else self.leaseStart\n"
        "needed = self.confirmedRound if has_lease else self.lastRound + 1",
    )
