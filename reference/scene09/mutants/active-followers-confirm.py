# caught by: test_read_waits_for_confirmation
class Reads(Server):
    """Takes the count of CheckQuorum for a confirmation."""

    def read_point(self) -> tuple[int, int]:
        index = max(self.commitIndex, self.termStart)
        has_lease = self.options.reads == "lease" and self.leaseIsValid()
        needed = self.confirmedRound if has_lease else self.lastRound + 1
        if self.options.checkQuorum and self.options.reads == "index" and self.quorum(self.active | {self.id}):
            needed = self.confirmedRound
        if needed > self.confirmedRound:
            self.confirmLeadership()
        return index, needed
