# caught by: test_compare_and_set
class StateMachine(Server):
    """Cas compares the start."""

    replace(
        "execute",
        'if (old or "") == command.expected:',
        'if (old or "").startswith(command.expected) and bool(old) == bool(command.expected):',
    )
