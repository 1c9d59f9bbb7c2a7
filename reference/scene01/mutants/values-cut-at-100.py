# caught by: test_put_get_append_delete
class StateMachine(Server):
    """Values are cut after a hundred letters."""

    replace(
        "execute",
        'self.machine[key] = (old or "") + command.value',
        'self.machine[key] = ((old or "") + command.value)[:100]',
    )
