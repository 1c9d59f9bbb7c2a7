# caught by: test_target_catches_up_first
class Operations(Server):
    """With CheckQuorum takes calls while it hands over."""

    replace(
        "takes_call",
        "if self.transfer_target is not None and needs_entry:",
        "if self.transfer_target is not None and needs_entry and not self.options.checkQuorum:",
    )
