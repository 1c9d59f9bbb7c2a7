# caught by: test_calls_keep_their_order
class Operations(Server):
    """After an hour takes calls in any order."""

    replace(
        "takes_call",
        "if not self.options.calls_in_order",
        "if self.now > 3_000_000 or not self.options.calls_in_order",
    )
