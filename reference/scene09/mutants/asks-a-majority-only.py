# caught by: test_every_follower_is_asked
class Reads(Server):
    """Asks no more followers than it needs."""

    replace("confirmLeadership", "in self.followers:", "in self.followers[: self.majority() - 1]:")
