# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """Allows the clock a millisecond before the lease began."""

    replace("leaseIsValid", "return 0 <=", "return -1 <=")
