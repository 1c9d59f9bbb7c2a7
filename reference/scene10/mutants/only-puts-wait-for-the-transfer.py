# caught by: test_target_catches_up_first
class Operations(Server):
    """Refuses no call but a put while it hands over."""

    replace("takes_call", "is not None and needs_entry", 'is not None and command.operation == "put"')
