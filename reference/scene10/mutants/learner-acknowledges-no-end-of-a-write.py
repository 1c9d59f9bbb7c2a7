# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """A learner tells nobody that its write ended."""

    replace(
        "onPersisted",
        "elif self.leaderId is not None and self.verified_index:",
        "elif self.leaderId is not None and self.verified_index and self.id not in self.configuration().learners:",
    )
