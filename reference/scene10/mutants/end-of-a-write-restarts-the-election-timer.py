# caught by: test_failed_write_is_repeated
class Operations(Server):
    """A follower restarts its election timer when a write ends."""

    replace(
        "onPersisted",
        "elif self.leaderId is not None and self.verified_index:",
        "elif self.leaderId is not None and self.verified_index:\n    self.resetElectionTimer()",
    )
