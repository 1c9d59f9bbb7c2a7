# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Adds the drift instead of taking it away."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "* DRIFT_BOUND")
