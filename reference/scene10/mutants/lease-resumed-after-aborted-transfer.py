# caught by: test_lease_ends_with_timeout_now
class Operations(Server):
    """Takes up its lease again when the transfer is given up."""

    replace("hand_over", "self.lease_revoked_in = self.currentTerm", "")
