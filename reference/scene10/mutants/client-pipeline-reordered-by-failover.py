# caught by: test_calls_keep_their_order
class Operations(Server):
    """Takes a call though the one before it is in no log."""

    replace("takes_call", "return command.sequence <= self.newest_sequence(command.client) + 1", "return True")
