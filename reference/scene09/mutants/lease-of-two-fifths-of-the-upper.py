# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Measures the lease by the maximum election timeout."""

    replace("leaseIsValid", "self.electionWindow()[0] / DRIFT_BOUND", "0.4 * self.electionWindow()[1]")
