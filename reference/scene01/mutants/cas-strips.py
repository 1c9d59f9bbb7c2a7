# caught by: test_compare_and_set
class StateMachine(Server):
    """Spaces around a value do not count."""

    replace("execute", 'if (old or "") == command.expected:', 'if (old or "").strip() == command.expected.strip():')
