# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """In larger clusters its lease is as long as the promise."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ (DRIFT_BOUND if len(self.cluster) < 4 else 1)")
