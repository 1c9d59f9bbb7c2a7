# caught by: test_older_copy_changes_nothing
class StateMachine(Server):
    """Knows only the newest call again; an older copy takes effect."""

    replace(
        "apply",
        "if command.sequence <= sequence:\n    return OK, value if command.sequence == sequence else None",
        "if command.sequence == sequence:\n    return OK, value",
    )
