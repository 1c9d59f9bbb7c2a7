# caught by: test_compare_and_set
class StateMachine(Server):
    """007 is 7."""

    replace(
        "execute", 'if (old or "") == command.expected:', 'if (old or "").lstrip("0") == command.expected.lstrip("0"):'
    )
