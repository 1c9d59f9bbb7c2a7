# caught by: test_every_follower_is_asked
class Reads(Server):
    """Asks at most five times in its life."""

    replace("confirmLeadership", "self.lastRound += 1", "if self.lastRound >= 5:\n    return\nself.lastRound += 1")
