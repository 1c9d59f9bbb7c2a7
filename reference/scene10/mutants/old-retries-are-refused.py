# caught by: test_calls_keep_their_order
class Operations(Server):
    """Takes a retry of the newest call or the one before it, and of none that is older."""

    replace(
        "takes_call",
        "return command.sequence <= self.newest_sequence(command.client) + 1",
        "newest = self.newest_sequence(command.client)\nreturn newest - 1 <= command.sequence <= newest + 1",
    )
