# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """A lease of 120 ms, whatever the options."""

    replace("leaseIsValid", "self.electionWindow()[0] / DRIFT_BOUND", "120")
