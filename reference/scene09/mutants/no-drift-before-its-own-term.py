# caught by: test_lease_needs_the_own_term
class Reads(Server):
    """Its lease is as long as the promise until an entry of its term is committed."""

    replace(
        "leaseIsValid",
        "/ DRIFT_BOUND",
        "/ (1 if (self.log.term(self.commitIndex) < self.currentTerm if self.commitIndex >= "
        "self.log.lastIncludedIndex else False) else DRIFT_BOUND)",
    )
