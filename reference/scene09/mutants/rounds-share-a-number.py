# caught by: test_every_follower_is_asked
class Reads(Server):
    """Uses one number for all rounds."""

    replace("confirmLeadership", "self.lastRound += 1", "self.lastRound = 1")
