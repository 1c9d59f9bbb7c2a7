# caught by: test_confirmed_after_arrival
class Reads(Server):
    """Where leases are on, a read without one joins the round that is out."""

    def read_point(self) -> tuple[int, int]:
        index = max(self.commitIndex, self.termStart)
        has_lease = self.options.reads == "lease" and self.leaseIsValid()
        needed = self.confirmedRound if has_lease else self.lastRound + 1
        if not has_lease and self.options.reads == "lease" and self.rounds:
            return index, self.lastRound
        if needed > self.confirmedRound:
            self.confirmLeadership()
        return index, needed
