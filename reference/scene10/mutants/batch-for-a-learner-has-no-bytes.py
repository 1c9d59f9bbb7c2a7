# caught by: test_batch_has_two_limits
class Operations(Server):
    """A message to a learner has no limit of bytes."""

    replace(
        "next_batch",
        "if self.options.bytes_per_append and size",
        "if self.options.bytes_per_append and follower not in self.configuration().learners and size",
    )
