# caught by: test_answers_in_any_order
class Operations(Server):
    """After TimeoutNow the window has no limit."""

    replace(
        "has_room",
        "return fits and len(sent) < limit",
        "return (fits and len(sent) < limit) or self.lease_revoked_in == self.currentTerm",
    )
