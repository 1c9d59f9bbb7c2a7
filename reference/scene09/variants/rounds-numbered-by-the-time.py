# variant: the numbers of rounds only have to rise
class Reads(Server):
    """Numbers its rounds by the time."""

    replace("confirmLeadership", "self.lastRound += 1", "self.lastRound = max(self.lastRound + 1, int(self.now))")
