# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """While three rounds are out its lease is as long as the promise."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ (1 if len(self.rounds) > 2 else DRIFT_BOUND)")
