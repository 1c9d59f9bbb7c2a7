# caught by: test_follower_asks_its_leader
class Reads(Server):
    """A follower that has applied nothing sends no read on."""

    replace(
        "handleRead",
        "elif self.role == FOLLOWER and self.leaderId is not None:",
        "elif self.role == FOLLOWER and self.leaderId is not None and self.lastApplied:",
    )
