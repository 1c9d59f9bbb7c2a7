# caught by: test_compare_and_set
class StateMachine(Server):
    """A compare-and-set that sets what is there already returns no value."""

    replace(
        "execute",
        'if (old or "") == command.expected:',
        'if old == command.expected == command.value:\n    return None\nif (old or "") == command.expected:',
    )
