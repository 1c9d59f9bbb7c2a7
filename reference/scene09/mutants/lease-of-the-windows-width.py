# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Measures the promise by the width of the window."""

    replace(
        "leaseIsValid",
        "self.electionWindow()[0] / DRIFT_BOUND",
        "(self.electionWindow()[1] - self.electionWindow()[0]) / DRIFT_BOUND",
    )
