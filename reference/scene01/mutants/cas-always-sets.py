# caught by: test_compare_and_set
class StateMachine(Server):
    """Compare-and-set does not compare."""

    replace(
        "execute",
        'if (old or "") == command.expected:\n    self.machine[key] = command.value',
        "self.machine[key] = command.value",
    )
