# caught by: test_compare_and_set
class StateMachine(Server):
    """A compare-and-set sets the value in small letters."""

    replace(
        "execute",
        'if (old or "") == command.expected:\n    self.machine[key] = command.value',
        'if (old or "") == command.expected:\n    self.machine[key] = command.value.lower()',
    )
