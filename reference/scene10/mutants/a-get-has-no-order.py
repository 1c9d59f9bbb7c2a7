# caught by: test_calls_keep_their_order
class Operations(Server):
    """Takes every get at once, also one that goes through the log."""

    replace("takes_call", "self.options.reads and command", "command")
