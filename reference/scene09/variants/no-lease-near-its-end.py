# variant: it may ask a majority early, while the lease still stands
class Reads(Server):
    """Starts a round for a read in the last quarter of its lease."""

    replace("leaseIsValid", "/ DRIFT_BOUND", "/ DRIFT_BOUND * 0.75")
