# caught by: test_every_follower_is_asked
class Reads(Server):
    """Numbers its rounds from 1 to 64, and then again."""

    replace("confirmLeadership", "self.lastRound += 1", "self.lastRound = self.lastRound % 64 + 1")
