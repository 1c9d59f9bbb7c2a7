# caught by: test_calls_keep_their_order
class Operations(Server):
    """Takes a delete at any time."""

    replace(
        "takes_call",
        "or not command.client or",
        "or not command.client or command.operation in ('expire', 'delete') or",
    )
