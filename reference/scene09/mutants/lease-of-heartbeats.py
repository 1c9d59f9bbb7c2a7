# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """The lease is 2.4 heartbeats."""

    replace("leaseIsValid", "self.electionWindow()[0] / DRIFT_BOUND", "2.4 * self.options.heartbeatInterval")
