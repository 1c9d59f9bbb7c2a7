# caught by: test_own_term_first
class Reads(Server):
    """Takes its commitIndex where leaders begin with a no-op."""

    def read_point(self) -> tuple[int, int]:
        index = max(self.commitIndex, self.termStart)
        has_lease = self.options.reads == "lease" and self.leaseIsValid()
        needed = self.confirmedRound if has_lease else self.lastRound + 1
        if self.options.no_op:
            index = self.commitIndex
        if needed > self.confirmedRound:
            self.confirmLeadership()
        return index, needed
