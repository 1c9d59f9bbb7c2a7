# caught by: test_put_get_append_delete
class StateMachine(Server):
    """append adds the plain letters of a value."""

    replace(
        "execute",
        '] = (old or "") + command.value',
        '] = (old or "") + command.value.encode("ascii", "ignore").decode()',
    )
