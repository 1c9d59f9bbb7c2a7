# caught by: test_calls_keep_their_order
class Operations(Server):
    """Where leaders begin with a no-op, calls have no order."""

    replace(
        "takes_call",
        "if not self.options.calls_in_order or",
        "if not self.options.calls_in_order or self.options.no_op or",
    )
