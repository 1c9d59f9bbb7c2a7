# caught by: test_batch_has_two_limits
class Operations(Server):
    """An entry without a command counts no bytes."""

    replace(
        "next_batch",
        "if self.options.bytes_per_append and size + entry_bytes(entry)",
        "if self.options.bytes_per_append and entry.command and size + entry_bytes(entry)",
    )
