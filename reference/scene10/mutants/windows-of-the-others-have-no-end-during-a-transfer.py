# caught by: test_window_counts_bytes
class Operations(Server):
    """While it hands over, the windows of the others have no limit."""

    replace(
        "has_room",
        "return fits and len(sent) < limit",
        "return (fits and len(sent) < limit) or self.transfer_target not in (None, follower)",
    )
