# caught by: test_noop_is_applied
class StateMachine(Server):
    """Looks at a command's client before it looks whether there is a command."""

    replace("apply", "if command is None:\n    return OK, None", "")
