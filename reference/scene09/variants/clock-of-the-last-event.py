# variant: what the clock showed in the last event shows sooner that it was set back; a lease may be shorter
class Reads(Server):
    """Compares the clock with that of the last event, and forgets the lease and the times of all rounds."""

    def note_clock(self) -> None:
        if self.now < getattr(self, "clock_showed", 0.0):
            self.leaseStart = None
            self.rounds = {number: (None, answered) for number, (_, answered) in self.rounds.items()}
        self.clock_showed = self.now
