# caught by: test_the_configuration_confirms
class Reads(Server):
    """Where leaders begin with a no-op, it counts whoever answers."""

    replace(
        "finish_round",
        "if not self.quorum(answered):",
        "if not self.quorum(answered) and not (self.options.no_op and len(answered) >= self.majority()):",
    )
