# caught by: test_lease_ends_with_timeout_now
class Operations(Server):
    """The second transfer of its life revokes no lease."""

    replace(
        "hand_over",
        "self.lease_revoked_in = self.currentTerm",
        "self.lease_revoked_in = self.lease_revoked_in or self.currentTerm",
    )
