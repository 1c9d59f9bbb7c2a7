# caught by: test_lease_needs_the_own_term
class Reads(Server):
    """On a lease it takes its commitIndex where leaders begin with a no-op."""

    def read_point(self) -> tuple[int, int]:
        index = max(self.commitIndex, self.termStart)
        has_lease = self.options.reads == "lease" and self.leaseIsValid()
        needed = self.confirmedRound if has_lease else self.lastRound + 1
        if has_lease and self.options.no_op:
            index = self.commitIndex
        if needed > self.confirmedRound:
            self.confirmLeadership()
        return index, needed
