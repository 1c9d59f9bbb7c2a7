# caught by: test_compare_and_set
class StateMachine(Server):
    """Cas compares lengths."""

    replace("execute", 'if (old or "") == command.expected:', 'if len(old or "") == len(command.expected):')
