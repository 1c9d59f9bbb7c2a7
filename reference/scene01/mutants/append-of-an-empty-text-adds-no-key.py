# caught by: test_put_get_append_delete
class StateMachine(Server):
    """Append of an empty text adds no key."""

    replace(
        "execute",
        'self.machine[key] = (old or "") + command.value',
        'if old is not None or command.value:\n    self.machine[key] = (old or "") + command.value',
    )
