# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """In a joint configuration a clock that was set back is a lease."""

    replace(
        "leaseIsValid",
        "return 0 <= self.now",
        "return (0 if not (self.configuration().is_joint) else -1e9) <= self.now",
    )
