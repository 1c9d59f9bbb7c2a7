# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """The lease is the promise less one heartbeat."""

    replace(
        "leaseIsValid",
        "self.electionWindow()[0] / DRIFT_BOUND",
        "self.electionWindow()[0] - self.options.heartbeatInterval",
    )
