# caught by: test_target_catches_up_first
class Operations(Server):
    """Takes a get while it hands over, also one that goes through the log."""

    replace("takes_call", "is not None and needs_entry", 'is not None and command.operation != "get"')
