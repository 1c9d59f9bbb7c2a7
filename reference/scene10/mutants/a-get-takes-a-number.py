# caught by: test_calls_keep_their_order
class Operations(Server):
    """Counts a get that needs no entry as the call of its number."""

    replace(
        "takes_call",
        "if not self.options.calls_in_order or not command.client or not needs_entry:",
        "if self.options.calls_in_order and not needs_entry:\n"
        "    newest = self.newest_sequence(command.client)\n"
        "    self.newest_applied[command.client] = max(newest, command.sequence)\n"
        "if not self.options.calls_in_order or not command.client or not needs_entry:",
    )
