# caught by: test_batch_has_two_limits
class Operations(Server):
    """A message has no limit of bytes."""

    replace("next_batch", "self.options.bytes_per_append and size", "size < 0 and size")
