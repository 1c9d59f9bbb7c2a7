# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """A follower that has voted tells nobody that its write ended."""

    replace(
        "onPersisted",
        "elif self.leaderId is not None and self.verified_index:",
        "elif self.leaderId is not None and self.verified_index and self.votedFor is None:",
    )
