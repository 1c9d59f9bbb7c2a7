# caught by: test_older_copy_changes_nothing
class StateMachine(Server):
    """Knows the two newest calls again; an older copy takes effect."""

    replace("apply", "if command.sequence <= sequence:", "if sequence - 2 < command.sequence <= sequence:")
