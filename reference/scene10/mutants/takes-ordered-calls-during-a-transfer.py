# caught by: test_target_catches_up_first
class Operations(Server):
    """With calls_in_order, it takes calls while it hands over."""

    replace(
        "takes_call",
        "if self.transfer_target is not None and needs_entry:",
        "if self.transfer_target is not None and needs_entry and not self.options.calls_in_order:",
    )
