# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Trusts that all clocks run alike."""

    replace("leaseIsValid", " / DRIFT_BOUND", "")
