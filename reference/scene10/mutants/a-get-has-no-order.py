# caught by: test_calls_keep_their_order
class Operations(Server):
    """Takes every get at once, also one that goes through the log."""

    replace("takes_call", "not command.client or not needs_entry", 'not command.client or command.operation == "get"')
