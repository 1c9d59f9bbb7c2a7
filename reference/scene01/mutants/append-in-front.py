# caught by: test_put_get_append_delete
class StateMachine(Server):
    """append puts its value in front."""

    replace("execute", '] = (old or "") + command.value', '] = command.value + (old or "")')
