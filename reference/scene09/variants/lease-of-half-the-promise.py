# variant: a lease may be shorter than it must be: half of the promise
class Reads(Server):
    """Takes half of the promise."""

    replace("leaseIsValid", "self.electionWindow()[0] / DRIFT_BOUND", "self.electionWindow()[0] / 2")
