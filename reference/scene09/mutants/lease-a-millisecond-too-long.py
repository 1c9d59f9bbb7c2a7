# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Its lease is a millisecond longer than the promise on the fastest clock."""

    replace("leaseIsValid", "self.electionWindow()[0] / DRIFT_BOUND", "self.electionWindow()[0] / DRIFT_BOUND + 1")
