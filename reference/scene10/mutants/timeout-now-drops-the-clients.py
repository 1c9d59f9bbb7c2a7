# caught by: test_target_catches_up_first
class Operations(Server):
    """With its TimeoutNow a leader forgets its clients."""

    replace(
        "hand_over",
        "self.lease_revoked_in = self.currentTerm",
        "self.lease_revoked_in = self.currentTerm\nself.waiting.clear()",
    )
