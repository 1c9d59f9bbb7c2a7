# caught by: test_confirmed_after_arrival
class Reads(Server):
    """Lets a read join the round that is out."""

    replace("read_point", "self.lastRound + 1", "self.lastRound if self.rounds else self.lastRound + 1")
