# caught by: test_lease_ends_with_timeout_now
class Operations(Server):
    """Where it has no lease when it hands over, it has one later."""

    replace(
        "hand_over",
        "self.lease_revoked_in = self.currentTerm",
        "if self.leaseIsValid():\n    self.lease_revoked_in = self.currentTerm",
    )
