# caught by: test_batch_has_two_limits
class Operations(Server):
    """Does not count what a first cas expects."""

    replace(
        "next_batch",
        "size, count = entry_bytes(entries[0]), 1",
        "size, count = entry_bytes(entries[0]) - (len(entries[0].command.expected) if entries[0].command else 0), 1",
    )
