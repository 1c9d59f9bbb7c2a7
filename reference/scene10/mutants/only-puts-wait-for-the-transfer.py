# caught by: test_target_catches_up_first
class Operations(Server):
    """Refuses no call but a put while it hands over."""

    replace("takes_call", 'command.operation != "get"', 'command.operation == "put"')
