# caught by: test_confirmed_after_arrival
class Reads(Server):
    """Lets a read join the round that a heartbeat sent."""

    replace(
        "read_point",
        "self.lastRound + 1",
        "self.lastRound + (0 if self.rounds and not self.pendingReads and not self.askedReads else 1)",
    )
