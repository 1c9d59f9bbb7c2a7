# caught by: test_target_catches_up_first
class Operations(Server):
    """Takes calls until the target was told to stand."""

    replace(
        "takes_call",
        "if self.transfer_target is not None and needs_entry:",
        "if self.transfer_target is not None and needs_entry and self.lease_revoked_in == self.currentTerm:",
    )
