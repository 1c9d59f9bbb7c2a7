# caught by: test_target_catches_up_first
class Operations(Server):
    """While it hands over, it takes retries."""

    replace(
        "takes_call",
        "if self.transfer_target is not None and needs_entry:",
        "is_retry = self.options.calls_in_order and command.sequence <= self.newest_sequence(command.client)\n"
        "if self.transfer_target is not None and needs_entry and not is_retry:",
    )
