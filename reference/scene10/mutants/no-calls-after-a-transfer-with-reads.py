# caught by: test_target_catches_up_first
class Operations(Server):
    """With options.reads takes no call after a transfer was given up."""

    replace(
        "takes_call",
        "if self.transfer_target is not None and needs_entry:",
        "given_up = self.lease_revoked_in == self.currentTerm and self.options.reads\n"
        "if (self.transfer_target is not None or given_up) and needs_entry:",
    )
