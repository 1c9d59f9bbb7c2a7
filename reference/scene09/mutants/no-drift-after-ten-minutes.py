# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """After ten minutes its lease is as long as the promise."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ (1 if self.now > 600_000 else DRIFT_BOUND)")
