# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Trusts in a promise of at least 100 ms."""

    replace(
        "leaseIsValid", "self.electionWindow()[0] / DRIFT_BOUND", "max(100, self.electionWindow()[0]) / DRIFT_BOUND"
    )
