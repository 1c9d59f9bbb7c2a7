# caught by: test_older_copy_changes_nothing
class StateMachine(Server):
    """Takes a copy of a call from long ago for a new call."""

    replace("apply", "if command.sequence <= sequence:", "if sequence - 20 < command.sequence <= sequence:")
