# caught by: test_put_get_append_delete
class StateMachine(Server):
    """An append of the empty text to an absent key leaves it absent."""

    replace(
        "execute",
        'self.machine[key] = (old or "") + command.value',
        'if command.value or old is not None:\n    self.machine[key] = (old or "") + command.value',
    )
