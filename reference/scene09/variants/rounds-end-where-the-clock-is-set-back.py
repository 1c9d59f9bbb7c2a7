# variant: rounds that are out may be forgotten where the clock is set back: the next heartbeat asks again
class Reads(Server):
    """Forgets the lease and each round that the clock shows to be still to come."""

    def note_clock(self) -> None:
        if self.leaseStart is not None and self.now < self.leaseStart:
            self.leaseStart = None
        self.rounds = {number: state for number, state in self.rounds.items() if state[0] <= self.now}
