# caught by: test_window_counts_bytes
class Operations(Server):
    """After TimeoutNow the window has no limit of bytes."""

    replace(
        "has_room",
        "return fits and len(sent) < limit",
        "return (fits or self.lease_revoked_in == self.currentTerm) and len(sent) < limit",
    )
