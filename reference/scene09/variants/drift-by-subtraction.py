# variant: a lease may be shorter than it must be: three quarters of the promise
class Reads(Server):
    """A lease shorter by the drift."""

    replace("leaseIsValid", "self.electionWindow()[0] / DRIFT_BOUND", "self.electionWindow()[0] * (2 - DRIFT_BOUND)")
