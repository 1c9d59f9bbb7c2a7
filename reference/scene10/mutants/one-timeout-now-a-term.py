# caught by: test_target_catches_up_first
class Operations(Server):
    """Sends one TimeoutNow in a term: if it is lost, no transfer of this term succeeds."""

    replace(
        "hand_over",
        "self.lease_revoked_in = self.currentTerm",
        "if self.lease_revoked_in == self.currentTerm:\n    return\nself.lease_revoked_in = self.currentTerm",
    )
