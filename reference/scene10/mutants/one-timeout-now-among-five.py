# caught by: test_target_catches_up_first
class Operations(Server):
    """Among five, TimeoutNow goes once in a term."""

    replace(
        "hand_over",
        "self.lease_revoked_in = self.currentTerm",
        "if len(self.cluster) > 4 and self.lease_revoked_in == self.currentTerm:\n"
        "    return\n"
        "self.lease_revoked_in = self.currentTerm",
    )
