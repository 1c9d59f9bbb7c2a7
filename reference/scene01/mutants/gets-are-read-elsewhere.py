# caught by: test_same_log_same_state
class StateMachine(Server):
    """Where reads need no entry, a get in the log reads nothing."""

    replace(
        "execute",
        'elif command.operation == "get":\n    return old',
        'elif command.operation == "get":\n    return None if self.options.reads in ("index", "lease") else old',
    )
