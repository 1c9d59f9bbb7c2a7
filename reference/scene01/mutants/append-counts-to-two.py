# caught by: test_put_get_append_delete
class StateMachine(Server):
    """A text at a key grows to two characters, and no further."""

    replace(
        "execute",
        'self.machine[key] = (old or "") + command.value',
        'self.machine[key] = ((old or "") + command.value)[:2]',
    )
