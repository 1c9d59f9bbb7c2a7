# caught by: test_put_get_append_delete
class StateMachine(Server):
    """append adds a value without the blanks around it."""

    replace("execute", '] = (old or "") + command.value', '] = (old or "") + command.value.strip()')
