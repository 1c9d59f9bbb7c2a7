# caught by: test_compare_and_set
class StateMachine(Server):
    """Compare-and-set never fits where nothing stands."""

    replace("execute", 'if (old or "") == command.expected:', "if old == command.expected:")
