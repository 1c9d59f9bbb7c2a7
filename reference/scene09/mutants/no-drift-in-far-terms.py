# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """In far terms its lease is as long as the promise."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ (1 if self.currentTerm > 50 else DRIFT_BOUND)")
