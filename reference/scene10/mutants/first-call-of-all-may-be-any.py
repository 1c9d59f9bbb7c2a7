# caught by: test_calls_keep_their_order
class Operations(Server):
    """Before anything is committed, a client may begin with any number."""

    replace(
        "takes_call",
        "return command.sequence <= self.newest_sequence(command.client) + 1",
        """newest = self.newest_sequence(command.client)
return command.sequence <= newest + 1 or (newest == 0 and self.commitIndex == 0)""",
    )
