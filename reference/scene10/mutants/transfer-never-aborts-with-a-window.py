# caught by: test_transfer_ends
class Operations(Server):
    """With a window, it has no timer for a transfer."""

    replace("transferLeadership", "self.setTimer(", "if not self.options.window_messages:\n    self.setTimer(")
