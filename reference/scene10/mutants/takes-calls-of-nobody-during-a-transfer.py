# caught by: test_target_catches_up_first
class Operations(Server):
    """While it hands over, it takes calls that have no client."""

    replace(
        "takes_call",
        "if self.transfer_target is not None and needs_entry:",
        "if self.transfer_target is not None and needs_entry and command.client:",
    )
