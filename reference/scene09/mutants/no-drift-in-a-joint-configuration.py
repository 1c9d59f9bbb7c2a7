# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """In a joint configuration its lease is as long as the promise."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ (1 if (self.configuration().is_joint) else DRIFT_BOUND)")
