# caught by: test_every_follower_is_asked
class Reads(Server):
    """Joins the round after forty rounds."""

    replace("read_point", "self.lastRound + 1", "self.lastRound + (0 if self.rounds and (self.lastRound > 40) else 1)")
