# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """With Pre-Vote its lease is as long as the promise."""

    replace(
        "leaseIsValid",
        "self.electionWindow()[0] / DRIFT_BOUND",
        "self.electionWindow()[0] / (1 if self.options.preVote else DRIFT_BOUND)",
    )
