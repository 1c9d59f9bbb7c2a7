# caught by: test_confirmed_after_arrival
class Reads(Server):
    """A read joins a round that was sent in the same millisecond."""

    def read_point(self) -> tuple[int, int]:
        index = max(self.commitIndex, self.termStart)
        if self.options.reads == "lease" and self.leaseIsValid():
            return index, self.confirmedRound
        if self.lastRound in self.rounds and self.rounds[self.lastRound][0] == self.now:
            return index, self.lastRound
        needed = self.lastRound + 1
        self.confirmLeadership()
        return index, needed
