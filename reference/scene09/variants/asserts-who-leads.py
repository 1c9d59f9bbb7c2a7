# variant: rounds are sent, and a lease is given up, on a leader only; nothing of a leadership outlives it
class Reads(Server):
    """Asserts the role in which each of its methods runs, and that no number of a round falls."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("lastRound", "confirmedRound"):
            assert value >= self.__dict__.get(name, 0), name
        if name == "leaseStart" and value is not None:
            assert self.role == LEADER and value <= self.now, "a lease without a leadership"
        super().__setattr__(name, value)

    replace("confirmLeadership", "self.lastRound += 1", "assert self.role == LEADER\nself.lastRound += 1")
    replace("endLeadership", "self.rounds = {}", "assert self.role != LEADER\nself.rounds = {}")
    replace("giveUpLease", "self.leaseStart = None", "assert self.role == LEADER\nself.leaseStart = None")
    replace("serveReads", "waiting = []", "assert self.role == LEADER or not self.rounds\nwaiting = []")
