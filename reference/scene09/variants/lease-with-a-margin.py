# variant: a lease may be shorter than it must be
class Reads(Server):
    """Ends its lease five milliseconds early."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ DRIFT_BOUND - 5")
