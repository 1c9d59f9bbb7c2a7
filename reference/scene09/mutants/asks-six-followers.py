# caught by: test_every_follower_is_asked
class Reads(Server):
    """Asks the first six followers."""

    replace("confirmLeadership", "for follower in self.followers:", "for follower in self.followers[:6]:")
