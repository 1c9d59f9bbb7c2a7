# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Holds a lease for as long as it leads."""

    replace("leaseIsValid", "< self.electionWindow()[0] / DRIFT_BOUND", "")
