# caught by: test_own_term_first
class Reads(Server):
    """Where leases are on, a read without one takes the commitIndex."""

    def read_point(self) -> tuple[int, int]:
        index = max(self.commitIndex, self.termStart)
        has_lease = self.options.reads == "lease" and self.leaseIsValid()
        needed = self.confirmedRound if has_lease else self.lastRound + 1
        if self.options.reads == "lease" and not has_lease:
            index = self.commitIndex
        if needed > self.confirmedRound:
            self.confirmLeadership()
        return index, needed
