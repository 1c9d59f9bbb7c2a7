# caught by: test_follower_asks_its_leader
class Reads(Server):
    """A server without a vote sends no read on."""

    replace(
        "handleRead",
        "elif self.role == FOLLOWER and",
        "elif self.has_vote(self.configuration()) and self.role == FOLLOWER and",
    )
