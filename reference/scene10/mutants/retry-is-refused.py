# caught by: test_calls_keep_their_order
class Operations(Server):
    """Takes no call twice."""

    replace("takes_call", "command.sequence <= ", "command.sequence == ")
