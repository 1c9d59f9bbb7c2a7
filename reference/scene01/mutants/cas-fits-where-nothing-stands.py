# caught by: test_compare_and_set
class StateMachine(Server):
    """Compare-and-set fits wherever nothing stands, whatever was expected."""

    replace("execute", 'if (old or "") == command.expected:', "if old is None or old == command.expected:")
