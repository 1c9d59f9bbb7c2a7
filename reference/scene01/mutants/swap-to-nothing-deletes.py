# caught by: test_compare_and_set
class StateMachine(Server):
    """A cas to the empty text removes the key."""

    replace(
        "execute",
        'if (old or "") == command.expected:\n    self.machine[key] = command.value',
        'if (old or "") == command.expected:\n    self.machine[key] = command.value\n'
        "    if not command.value:\n        del self.machine[key]",
    )
